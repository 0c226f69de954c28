#pragma once

#include <QMetaObject>
#include <QObject>
#include <QPointer>

#include <concepts>
#include <functional>
#include <list>
#include <mutex>
#include <stop_token>
#include <thread>
#include <utility>

namespace kalpana::desktop::background {

/// Runs what blocks on a thread of its own and brings its result back to the GUI thread. Owned and called by the GUI
/// thread; the destructor asks all that still runs to stop and waits for it.
class Background final {
public:
    Background() = default;
    Background(const Background&) = delete;
    Background& operator=(const Background&) = delete;
    ~Background();

    /// `then(result)` is called on the GUI thread, unless `receiver` is gone by then.
    template <std::invocable<std::stop_token> Work, typename Then>
    void run(QObject* receiver, Work work, Then then)
    {
        start([receiver = QPointer(receiver), context = &m_context, work = std::move(work),
               then = std::move(then)](std::stop_token stop) mutable {
            auto post = [receiver, then = std::move(then), result = work(stop)]() mutable {
                if (receiver)
                    then(std::move(result));
            };
            // Queued to an object of ours, so that the receiver is looked at on the GUI thread only.
            auto shared = std::make_shared<decltype(post)>(std::move(post));
            QMetaObject::invokeMethod(context, [shared] { (*shared)(); }, Qt::QueuedConnection);
        });
    }

private:
    struct Job {
        std::jthread thread;
        bool done = false;
    };
    void start(std::move_only_function<void(std::stop_token)> work);
    void reap();

    QObject m_context;
    std::mutex m_mutex;
    std::list<Job> m_jobs;
};

} // namespace kalpana::desktop::background
