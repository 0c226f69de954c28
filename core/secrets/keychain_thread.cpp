#include "core/secrets/keychain_thread.h"

#include <qt6keychain/keychain.h>

#include <semaphore>

namespace kalpana::secrets {

KeychainThread::KeychainThread() : m_anchor(new QObject)
{
    setObjectName(QStringLiteral("keychain"));
    m_anchor->moveToThread(this);
    start();
}

KeychainThread::~KeychainThread()
{
    quit();
    wait();
    delete m_anchor;
}

KeychainThread& KeychainThread::ofProcess()
{
    static KeychainThread thread;
    return thread;
}

void KeychainThread::run(const std::function<QKeychain::Job*()>& make,
                         const std::function<void(QKeychain::Job&)>& finished)
{
    std::binary_semaphore done(0);
    QMetaObject::invokeMethod(
        ofProcess().m_anchor,
        [&] {
            auto* job = make();
            QObject::connect(job, &QKeychain::Job::finished, job, [&](QKeychain::Job* ended) {
                finished(*ended);
                done.release();
            });
            job->start();
        },
        Qt::QueuedConnection);
    done.acquire();
}

} // namespace kalpana::secrets
