#pragma once

#include <QThread>

#include <functional>

namespace QKeychain {
class Job;
}

namespace kalpana::secrets {

/// The thread on which every keychain job of the process runs. QtKeychain queues its jobs in one object that stays on
/// the thread of the first job for ever, so that thread must never end before the process does: the one exception to
/// "no singletons".
class KeychainThread final : public QThread {
public:
    /// Makes a job on the thread, runs it, and calls `finished` there; returns after that.
    static void run(const std::function<QKeychain::Job*()>& make, const std::function<void(QKeychain::Job&)>& finished);

private:
    KeychainThread();
    ~KeychainThread() override;
    static KeychainThread& ofProcess();
    QObject* m_anchor = nullptr; ///< Lives on this thread.
};

} // namespace kalpana::secrets
