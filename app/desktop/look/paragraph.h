#pragma once

#include <QLabel>

namespace kalpana::desktop::look {

/// Text that wraps at a width of its own. A label that wraps at whatever width it gets makes every layout above it ask
/// for its height again and again; this one knows it.
class Paragraph final : public QLabel {
    Q_OBJECT
public:
    Paragraph(const QString& text, QLatin1StringView role, int width, QWidget* parent = nullptr);

protected:
    bool event(QEvent* event) override;

private:
    void measure();
};

} // namespace kalpana::desktop::look
