#include "remote/ssh/sign_in.h"

#include "remote/io/io_thread.h"
#include "remote/ssh/agent.h"
#include "remote/ssh/identity_file.h"
#include "remote/ssh/wire.h"

#include <QCoreApplication>
#include <QDir>
#include <QStringList>

namespace kalpana::ssh {

using namespace Qt::StringLiterals;

namespace {

constexpr auto attempts = 3; // As OpenSSH's NumberOfPasswordPrompts.

struct Text {
    Q_DECLARE_TR_FUNCTIONS(SshSignIn)
};

QString shortPath(const QString& path)
{
    return path.startsWith(QDir::homePath() + u'/') ? u'~' + path.sliced(QDir::homePath().size()) : path;
}

/// The algorithm in the request that is to be signed (RFC 4252 7).
QByteArray algorithmIn(QByteArrayView request)
{
    WireReader in(request);
    in.string(); // session identifier
    in.byte();
    in.string(); // user
    in.string(); // service
    in.string(); // "publickey"
    in.byte();
    return in.string().value_or(QByteArrayView()).toByteArray();
}

class SignIn final {
public:
    SignIn(io::IoThread& io, const std::shared_ptr<Connection>& connection, const ResolvedHost& host,
           Questions& questions, std::stop_token stop)
        : m_io(io), m_connection(connection), m_host(host), m_questions(questions), m_stop(std::move(stop))
    {
    }

    Result<void> run()
    {
        auto done = askMethods();
        if (done && !*done && offers("publickey"_L1))
            done = tryKeys();
        if (done && !*done && offers("keyboard-interactive"_L1))
            done = tryPasswords(Way::KeyboardInteractive);
        if (done && !*done && offers("password"_L1))
            done = tryPasswords(Way::Password);
        if (!done)
            return std::unexpected(explained(done.error()));
        if (!*done)
            return std::unexpected(refused());
        return {};
    }

private:
    /// True: signed in. False: go on with the next way.
    using Outcome = Result<bool>;
    enum class Way { KeyboardInteractive, Password };
    struct Candidate {
        HostKey key;
        QString label;
        bool inAgent = false;
        const IdentityFile* file = nullptr;
    };

    [[nodiscard]] bool offers(QLatin1StringView way) const { return m_methods.contains(way); }

    template <typename Begin>
    Result<Event> step(Begin begin)
    {
        return m_io.run(m_connection->signIn(std::move(begin)), m_stop);
    }

    Outcome askMethods()
    {
        const auto event = step([user = m_host.user.toStdString()](Session& session) { session.askMethods(user); });
        if (!event)
            return std::unexpected(event.error());
        if (event->kind == Event::Kind::Methods)
            m_methods = QString::fromStdString(event->text).split(u',', Qt::SkipEmptyParts);
        return event->kind == Event::Kind::Authenticated;
    }

    void readFiles()
    {
        for (const auto& path : m_host.identityFiles) {
            auto file = IdentityFile::read(path);
            if (file)
                m_files.push_back(std::move(*file));
            else if (file.error().code != ErrorCode::NotFound || !m_host.identityFilesAreDefault)
                m_tried << Text::tr("%1 (%2)").arg(shortPath(path), whyUnusable(file.error()));
        }
    }

    static QString whyUnusable(const Error& error)
    {
        switch (error.code) {
        case ErrorCode::NotFound:
            return Text::tr("missing");
        case ErrorCode::NoPermission:
            return Text::tr("not readable, or readable by others");
        default:
            return Text::tr("of a kind that is not supported");
        }
    }

    Result<std::vector<Candidate>> candidates()
    {
        readFiles();
        QList<AgentKey> agent;
        if (!m_host.identityAgent.isEmpty()) {
            auto keys = m_io.run(agentKeys(m_host.identityAgent), m_stop);
            if (!keys && keys.error().code == ErrorCode::Cancelled)
                return std::unexpected(keys.error());
            agent = keys.value_or(QList<AgentKey>());
        }
        const auto fileOf = [this](const HostKey& key) -> const IdentityFile* {
            for (const auto& file : m_files)
                if (file.publicKey() == key)
                    return &file;
            return nullptr;
        };
        std::vector<Candidate> named;
        std::vector<Candidate> others;
        for (const auto& [key, comment] : std::as_const(agent)) {
            const auto isNamed = fileOf(key) != nullptr;
            if (isNamed || !m_host.identitiesOnly)
                (isNamed ? named : others)
                    .push_back({.key = key,
                                .label = Text::tr("agent key %1").arg(comment.isEmpty() ? key.fingerprint() : comment),
                                .inAgent = true});
        }
        named.insert(named.end(), others.begin(), others.end());
        for (const auto& file : m_files) {
            const auto inAgent =
                std::ranges::any_of(agent, [&](const AgentKey& key) { return key.key == file.publicKey(); });
            if (file.hasPrivateKey() && !inAgent)
                named.push_back({.key = file.publicKey(), .label = shortPath(file.path()), .file = &file});
        }
        return named;
    }

    Outcome tryKeys()
    {
        auto keys = candidates();
        if (!keys)
            return std::unexpected(keys.error());
        for (auto& candidate : *keys) {
            m_tried << candidate.label;
            const auto done = tryKey(candidate);
            if (!done || *done)
                return done;
        }
        return false;
    }

    Outcome tryKey(Candidate& candidate)
    {
        std::optional<PrivateKey> unlocked;
        if (candidate.key.blob.isEmpty()) {
            // An encrypted PEM file with no .pub beside it: only the passphrase shows which key it is.
            auto key = unlock(*candidate.file);
            if (!key)
                return skippedOr(key.error());
            candidate.key = key->publicKey();
            unlocked = std::move(*key);
        }
        const auto offered = step([user = m_host.user.toStdString(), blob = candidate.key.blob](Session& session) {
            session.offerKey(user, blob);
        });
        if (!offered)
            return std::unexpected(offered.error());
        if (offered->kind != Event::Kind::SignatureWanted)
            return offered->kind == Event::Kind::Authenticated;

        const auto request = QByteArray::fromStdString(offered->text);
        auto signature = sign(candidate, unlocked, request);
        const auto error = signature ? std::optional<Error>() : signature.error();
        const auto answered =
            step([bytes = signature.value_or(QByteArray())](Session& session) { session.provideSignature(bytes); });
        if (error)
            return skippedOr(*error);
        if (!answered)
            return std::unexpected(answered.error());
        if (answered->kind == Event::Kind::Authenticated)
            return true;
        // A good signature that does not let us in is one half of several: the server now offers the other.
        return askMethods();
    }

    Result<QByteArray> sign(const Candidate& candidate, std::optional<PrivateKey>& unlocked, const QByteArray& request)
    {
        const auto algorithm = algorithmIn(request);
        if (candidate.inAgent)
            return m_io.run(agentSign(m_host.identityAgent, candidate.key, request, algorithm), m_stop);
        if (!unlocked) {
            auto key = unlock(*candidate.file);
            if (!key)
                return std::unexpected(key.error());
            unlocked = std::move(*key);
        }
        return unlocked->sign(request, algorithm);
    }

    Result<PrivateKey> unlock(const IdentityFile& file)
    {
        if (!file.isEncrypted())
            return file.unlock({});
        auto wrong = failure(ErrorCode::Authentication, Text::tr("The passphrase is wrong. Try again."));
        for (auto attempt = 1; attempt <= attempts; ++attempt) {
            const auto passphrase = m_questions.passphrase({.file = file.path(), .attempt = attempt}, m_stop);
            if (!passphrase)
                return std::unexpected(passphrase.error());
            auto key = file.unlock(*passphrase);
            if (key || key.error().code != ErrorCode::Authentication)
                return key;
        }
        return wrong;
    }

    /// A key that can't be used is passed over, unless the user wants no more.
    Outcome skippedOr(const Error& error)
    {
        if (error.code == ErrorCode::Cancelled || m_stop.stop_requested())
            return std::unexpected(error);
        m_tried.last() +=
            u" ("_s + (error.code == ErrorCode::Authentication ? Text::tr("could not be used") : whyUnusable(error)) +
            u')';
        return false;
    }

    Outcome tryPasswords(Way way)
    {
        for (auto attempt = 1; attempt <= attempts; ++attempt) {
            auto password =
                m_questions.password({.user = m_host.user, .host = m_host.name, .attempt = attempt}, m_stop);
            if (!password && password.error().code == ErrorCode::Cancelled)
                return std::unexpected(password.error());
            if (!password || password->isEmpty())
                return false;
            if (attempt == 1)
                m_tried << (way == Way::Password ? Text::tr("password") : Text::tr("keyboard-interactive"));
            auto secret = std::make_shared<Secret>(std::move(*password));
            const auto event = step([way, secret, user = m_host.user.toStdString()](Session& session) {
                if (way == Way::Password)
                    session.tryPassword(user, std::move(*secret));
                else
                    session.tryKeyboardInteractive(user, std::move(*secret));
            });
            if (!event)
                return std::unexpected(event.error());
            if (event->kind == Event::Kind::Authenticated)
                return true;
            const auto asked = m_io.call([this] { return m_connection->session().unansweredPrompts(); });
            if (way == Way::KeyboardInteractive && !asked.empty()) {
                m_tried.last() +=
                    u" ("_s + Text::tr("the server asks “%1”").arg(QString::fromStdString(asked).trimmed()) + u')';
                return false;
            }
        }
        // The same password will not be better by another way.
        m_methods.removeAll(u"password"_s);
        return false;
    }

    Error refused() const
    {
        const auto tried = m_tried.isEmpty() ? Text::tr("nothing, for there was no key to try") : m_tried.join(u", "_s);
        return {
            ErrorCode::Authentication,
            Text::tr("%1 did not let %2 in. Tried: %3. The server accepts: %4. Check the user name, or add one of your "
                     "keys to "
                     "~/.ssh/authorized_keys on that machine.")
                .arg(m_host.name, m_host.user, tried,
                     m_methods.isEmpty() ? Text::tr("nothing more") : m_methods.join(u", "_s))};
    }

    Error explained(const Error& error) const
    {
        if (error.code != ErrorCode::ConnectionLost ||
            !error.detail.contains("too many authentication failures"_L1, Qt::CaseInsensitive))
            return error;
        return {ErrorCode::Authentication,
                Text::tr("%1 ended the connection after too many refused keys. Tried: %2. Name the right key with "
                         "IdentityFile, and set IdentitiesOnly "
                         "to yes, for this host in your SSH configuration.")
                    .arg(m_host.name, m_tried.join(u", "_s)),
                error.detail};
    }

    io::IoThread& m_io;
    std::shared_ptr<Connection> m_connection;
    const ResolvedHost& m_host;
    Questions& m_questions;
    std::stop_token m_stop;
    QStringList m_methods;
    QStringList m_tried;
    std::vector<IdentityFile> m_files;
};

} // namespace

Result<void> signIn(io::IoThread& io, const std::shared_ptr<Connection>& connection, const ResolvedHost& host,
                    Questions& questions, std::stop_token stop)
{
    return SignIn(io, connection, host, questions, std::move(stop)).run();
}

} // namespace kalpana::ssh
