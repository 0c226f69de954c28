#pragma once

#include <QWidget>

class QPlainTextEdit;
class QPushButton;

namespace kalpana::desktop::steps {

/// A box of lines to read and copy; keeps the last 5,000.
[[nodiscard]] QPlainTextEdit* makeLogText();

/// A log that is folded away until it is asked for. Keeps the last 5,000 lines.
class LogFold final : public QWidget {
    Q_OBJECT
public:
    explicit LogFold(QWidget* parent = nullptr);

    void append(const QString& line);
    void clear();
    void setOpen(bool open);
    [[nodiscard]] bool isOpen() const;
    [[nodiscard]] QString text() const;

private:
    QPushButton* m_toggle;
    QPlainTextEdit* m_text;
};

} // namespace kalpana::desktop::steps
