#include "app/desktop/background/background.h"

namespace kalpana::desktop::background {

Background::~Background()
{
    {
        const std::scoped_lock lock(m_mutex);
        for (auto& job : m_jobs)
            job.thread.request_stop();
    }
    for (auto& job : m_jobs)
        job.thread.join();
}

void Background::start(std::move_only_function<void(std::stop_token)> work)
{
    reap();
    const std::scoped_lock lock(m_mutex);
    auto& job = m_jobs.emplace_back();
    job.thread = std::jthread([this, &job, work = std::move(work)](std::stop_token stop) mutable {
        work(std::move(stop));
        const std::scoped_lock done(m_mutex);
        job.done = true;
    });
}

void Background::reap()
{
    std::list<Job> finished; // joined without the lock, which their last step takes
    const std::scoped_lock lock(m_mutex);
    for (auto job = m_jobs.begin(); job != m_jobs.end();) {
        const auto next = std::next(job);
        if (job->done)
            finished.splice(finished.end(), m_jobs, job);
        job = next;
    }
}

} // namespace kalpana::desktop::background
