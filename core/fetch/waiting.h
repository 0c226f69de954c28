#pragma once

#include <QEventLoop>
#include <QTimer>

#include <chrono>
#include <stop_token>

namespace kalpana::fetch {

using Clock = std::chrono::steady_clock;

enum class Waited { Ended, Stopped, TooLong };

/// Lets a thread without an event loop wait for what Qt tells by one: for as long as end() is not called, until a time,
/// or a stop.
class Waiting final {
public:
    void end()
    {
        m_ended = true;
        loop.quit();
    }

    [[nodiscard]] Waited until(Clock::time_point time, const std::stop_token& stop)
    {
        const auto rest = std::chrono::ceil<std::chrono::milliseconds>(time - Clock::now());
        if (!m_ended && rest.count() > 0) {
            QTimer::singleShot(rest, &loop, [this] { loop.quit(); });
            const std::stop_callback wake(stop,
                                          [this] { QMetaObject::invokeMethod(&loop, "quit", Qt::QueuedConnection); });
            loop.exec();
        }
        return m_ended ? Waited::Ended : stop.stop_requested() ? Waited::Stopped : Waited::TooLong;
    }

    QEventLoop loop; ///< The context of what is connected.

private:
    bool m_ended = false;
};

} // namespace kalpana::fetch
