#include "core/secrets/keychain_store.h"

#include "core/secrets/keychain_thread.h"
#include "core/secrets/keys.h"

#include <QCoreApplication>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <qt6keychain/keychain.h>

namespace kalpana::secrets {

using namespace Qt::StringLiterals;

namespace {

constexpr auto indexName = "index"_L1;

struct Text {
    Q_DECLARE_TR_FUNCTIONS(Keychain)
};

bool thereIsASessionBus()
{
    return qEnvironmentVariableIsSet("DBUS_SESSION_BUS_ADDRESS") ||
           QFile::exists(qEnvironmentVariable("XDG_RUNTIME_DIR") + u"/bus"_s);
}

/// What a job's failure means, in a sentence that names the missing service.
Error errorOf(const QKeychain::Job& job)
{
    const auto detail = u"QtKeychain error %1: %2"_s.arg(job.error()).arg(job.errorString());
    if (job.error() == QKeychain::AccessDeniedByUser || job.error() == QKeychain::AccessDenied)
        return {ErrorCode::Secrets, Text::tr("The keyring did not give access. Unlock it and try again."), detail};
    if (!thereIsASessionBus())
        return {ErrorCode::Secrets,
                Text::tr("There is no keychain: no D-Bus session bus is running. Sign in to a desktop session, or "
                         "start the program "
                         "with dbus-run-session and a keyring such as gnome-keyring."),
                detail};
    return {ErrorCode::Secrets,
            Text::tr("There is no keychain: no program offers the Secret Service (org.freedesktop.secrets) on the "
                     "session bus, or it "
                     "did not answer. Install and unlock gnome-keyring, KWallet or KeePassXC."),
            detail};
}

} // namespace

Result<std::optional<Secret>> KeychainStore::readEntry(const QString& name) const
{
    Result<std::optional<Secret>> result;
    KeychainThread::run(
        [&] {
            auto* job = new QKeychain::ReadPasswordJob(m_service);
            job->setKey(name);
            return job;
        },
        [&](QKeychain::Job& job) {
            if (job.error() == QKeychain::NoError)
                result = Secret(static_cast<QKeychain::ReadPasswordJob&>(job).binaryData());
            else if (job.error() != QKeychain::EntryNotFound)
                result = std::unexpected(errorOf(job));
        });
    return result;
}

Result<void> KeychainStore::writeEntry(const QString& name, const Secret& value) const
{
    Result<void> result;
    KeychainThread::run(
        [&] {
            auto* job = new QKeychain::WritePasswordJob(m_service);
            job->setKey(name);
            const auto bytes = value.reveal();
            job->setBinaryData(QByteArray(bytes.data(), static_cast<qsizetype>(bytes.size())));
            return job;
        },
        [&](QKeychain::Job& job) {
            if (job.error() != QKeychain::NoError)
                result = std::unexpected(errorOf(job));
        });
    return result;
}

Result<std::optional<Secret>> KeychainStore::read(const QString& key)
{
    if (const auto fit = checkKey(key); !fit)
        return std::unexpected(fit.error());
    return readEntry(key);
}

Result<void> KeychainStore::write(const QString& key, const Secret& value)
{
    if (const auto fit = checkKey(key); !fit)
        return fit;
    if (const auto written = writeEntry(key, value); !written)
        return written;
    return changeIndex(key, true);
}

Result<void> KeychainStore::remove(const QString& key)
{
    if (const auto fit = checkKey(key); !fit)
        return fit;
    Result<void> result;
    KeychainThread::run(
        [&] {
            auto* job = new QKeychain::DeletePasswordJob(m_service);
            job->setKey(key);
            return job;
        },
        [&](QKeychain::Job& job) {
            if (job.error() != QKeychain::NoError && job.error() != QKeychain::EntryNotFound)
                result = std::unexpected(errorOf(job));
        });
    // gnome-keyring reports an entry that is not there as one that could not be deleted.
    if (!result && readEntry(key).transform([](const auto& found) { return found.has_value(); }).value_or(true))
        return result;
    return changeIndex(key, false);
}

Result<QStringList> KeychainStore::keys()
{
    const auto index = readEntry(indexName);
    if (!index)
        return std::unexpected(index.error());
    QStringList names;
    if (*index) {
        const auto bytes = (*index)->reveal();
        for (const auto& name :
             QJsonDocument::fromJson(QByteArray(bytes.data(), static_cast<qsizetype>(bytes.size()))).array())
            names << name.toString();
    }
    names.sort();
    return names;
}

Result<void> KeychainStore::changeIndex(const QString& key, bool present)
{
    auto names = keys();
    if (!names)
        return std::unexpected(names.error());
    if (names->contains(key) == present)
        return {};
    if (present)
        names->append(key);
    else
        names->removeAll(key);
    names->sort();
    return writeEntry(indexName,
                      Secret(QJsonDocument(QJsonArray::fromStringList(*names)).toJson(QJsonDocument::Compact)));
}

} // namespace kalpana::secrets
