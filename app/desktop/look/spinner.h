#pragma once

#include <QBasicTimer>
#include <QWidget>

namespace kalpana::desktop::look {

/// A turning arc: something is under way. Turns only while it is seen.
class Spinner final : public QWidget {
    Q_OBJECT
public:
    explicit Spinner(int size, QWidget* parent = nullptr);

protected:
    void paintEvent(QPaintEvent*) override;
    void showEvent(QShowEvent*) override;
    void hideEvent(QHideEvent*) override;
    void timerEvent(QTimerEvent*) override;

private:
    QBasicTimer m_timer;
    int m_degrees = 0;
};

} // namespace kalpana::desktop::look
