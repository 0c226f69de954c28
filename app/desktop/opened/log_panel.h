#pragma once

#include "remote/provision/step_report.h"

#include <QFrame>

class QPlainTextEdit;

namespace kalpana::desktop::opened {

/// The log of a workspace while it runs, below its editor: what Kalpana did for it here, and what code-server said on
/// its host.
class LogPanel final : public QFrame {
    Q_OBJECT
public:
    explicit LogPanel(const QString& host, QWidget* parent = nullptr);

    /// A line about this side; the last 2,000 are kept.
    void append(const QString& line);
    /// A step that has ended is a line.
    void appendStep(const provision::StepReport& step);
    /// What stands in the host's log now, or why it can't be read.
    void setHostLog(const QString& text);
    [[nodiscard]] QString text() const;

protected:
    void showEvent(QShowEvent* event) override;

Q_SIGNALS:
    void refreshRequested();
    void closeRequested();

private:
    void refresh();

    QString m_host;
    QStringList m_lines;
    QString m_hostLog;
    QPlainTextEdit* m_text;
};

} // namespace kalpana::desktop::opened
