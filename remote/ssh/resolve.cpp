#include "remote/ssh/config_reader.h"
#include "remote/ssh/config_tokens.h"
#include "remote/ssh/host_address.h"
#include "remote/ssh/local_user.h"
#include "remote/ssh/resolved_host.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDir>
#include <QRegularExpression>
#include <QSysInfo>

#include <array>
#include <optional>
#include <unistd.h>

namespace kalpana::ssh {

using namespace Qt::StringLiterals;

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(SshConfig)
};

Result<ConfigReader> readAll(const HostAddress& address, const QString& configFile)
{
    using enum ConfigReader::Owner;
    using enum ConfigReader::Missing;
    ConfigReader reader(address.host, address.user);
    for (auto pass = 0; pass == 0 || (pass == 1 && reader.wantsFinalPass()); ++pass) {
        if (pass == 1)
            reader.beginFinalPass();
        auto read = configFile.isEmpty() ? reader.read(QDir::homePath() + "/.ssh/config"_L1, User, IsFine)
                                         : reader.read(configFile, User, IsAnError);
        if (read && configFile.isEmpty())
            read = reader.read(u"/etc/ssh/ssh_config"_s, System, IsFine);
        if (!read)
            return std::unexpected(read.error());
    }
    return reader;
}

/// "1h30m", "90", "none" (TIME FORMATS of sshd_config(5)).
std::optional<std::chrono::seconds> parseTime(const QString& text)
{
    static const QRegularExpression whole(u"^(\\d+[smhdw]?)+$"_s, QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression part(u"(\\d+)([smhdw]?)"_s, QRegularExpression::CaseInsensitiveOption);
    if (text == "none"_L1)
        return std::chrono::seconds(0);
    if (!whole.match(text).hasMatch())
        return std::nullopt;
    qint64 seconds = 0;
    for (const auto& match : part.globalMatch(text)) {
        const auto unit = match.captured(2).toLower();
        const auto factor = unit == "m"_L1   ? 60
                            : unit == "h"_L1 ? 3600
                            : unit == "d"_L1 ? 86400
                            : unit == "w"_L1 ? 604800
                                             : 1;
        seconds += match.captured(1).toLongLong() * factor;
    }
    return std::chrono::seconds(seconds);
}

Error unsupported(const ConfigLine& line, const QString& keyword)
{
    return {ErrorCode::Unsupported,
            Text::tr("%1: this host is reached by %2, which Kalpana does not support yet. Use a host "
                     "that can be reached directly.")
                .arg(line.place.toString(), keyword)};
}

/// Settings that change where or how to connect, and that must not be passed over in silence.
std::optional<Error> whyUnsupported(const ConfigReader& config)
{
    static constexpr std::array<std::pair<QLatin1StringView, QLatin1StringView>, 2> proxies{
        {{"proxyjump"_L1, "ProxyJump"_L1}, {"proxycommand"_L1, "ProxyCommand"_L1}}};
    for (const auto& [keyword, name] : proxies)
        if (const auto* line = config.find(keyword);
            line != nullptr && line->values[0].compare("none"_L1, Qt::CaseInsensitive) != 0)
            return unsupported(*line, name);
    if (const auto* line = config.find(u"canonicalizehostname"_s); line != nullptr && line->values[0] != "no"_L1)
        return unsupported(*line, u"CanonicalizeHostname"_s);
    return {};
}

/// Takes the values of one host out of what was read. The first error wins; later calls then do nothing.
class Resolving final {
public:
    Resolving(ResolvedHost& host, const ConfigReader& config) : m_host(host), m_config(config) {}

    void text(const QString& keyword, QString& into)
    {
        if (const auto* line = m_config.find(keyword))
            into = line->values[0];
    }
    void hostName()
    {
        m_host.hostName = m_host.original;
        if (const auto* line = m_config.find(u"hostname"_s))
            m_host.hostName = expanded(*line, line->values[0], {{u'h', m_host.original}});
        m_host.hostName = m_host.hostName.toLower();
    }
    void port(quint16 given)
    {
        if (given != 0) {
            m_host.port = given;
        } else if (const auto* line = m_config.find(u"port"_s)) {
            auto ok = false;
            m_host.port = line->values[0].toUShort(&ok);
            if (!ok || m_host.port == 0)
                fail(*line, Text::tr("“%1” is not a port number.").arg(line->values[0]));
        }
    }
    void connectTimeout()
    {
        if (const auto* line = m_config.find(u"connecttimeout"_s)) {
            const auto time = parseTime(line->values[0]);
            if (!time)
                fail(*line, Text::tr("“%1” is not a time.").arg(line->values[0]));
            m_host.connectTimeout = time.value_or(m_host.connectTimeout);
        }
    }
    void identitiesOnly()
    {
        if (const auto* line = m_config.find(u"identitiesonly"_s)) {
            const auto value = line->values[0].toLower();
            m_host.identitiesOnly = value == "yes"_L1 || value == "true"_L1;
            if (!m_host.identitiesOnly && value != "no"_L1 && value != "false"_L1)
                fail(*line, Text::tr("“%1” is neither yes nor no.").arg(line->values[0]));
        }
    }
    void hostKeyChecking()
    {
        const auto* line = m_config.find(u"stricthostkeychecking"_s);
        if (line == nullptr)
            return;
        static const QHash<QString, HostKeyChecking> meanings{
            {u"ask"_s, HostKeyChecking::Ask},     {u"yes"_s, HostKeyChecking::Refuse},
            {u"true"_s, HostKeyChecking::Refuse}, {u"accept-new"_s, HostKeyChecking::AcceptNew},
            {u"no"_s, HostKeyChecking::Off},      {u"false"_s, HostKeyChecking::Off},
            {u"off"_s, HostKeyChecking::Off}};
        const auto found = meanings.constFind(line->values[0].toLower());
        if (found == meanings.cend())
            fail(*line, Text::tr("“%1” is none of yes, no, ask, accept-new.").arg(line->values[0]));
        else
            m_host.hostKeyChecking = *found;
    }
    /// After host name, user and port: they are tokens here.
    void files()
    {
        makeTokens();
        if (const auto* line = m_config.find(u"identityagent"_s)) {
            m_host.identityAgentAsWritten = line->values[0];
            if (!isWord(line->values[0], "none"_L1) && line->values[0] != "SSH_AUTH_SOCK"_L1)
                m_host.identityAgentAsWritten = environment(*line, expandedPath(*line, line->values[0]));
        }
        const auto agent = m_host.identityAgentAsWritten;
        if (agent.isEmpty() || agent == "SSH_AUTH_SOCK"_L1)
            m_host.identityAgent = qEnvironmentVariable("SSH_AUTH_SOCK");
        else if (!isWord(agent, "none"_L1))
            m_host.identityAgent = agent;

        for (const auto& line : m_config.identityFiles()) {
            m_host.identityFilesAreDefault = false;
            m_host.identityFilesAsWritten << line.values[0];
            if (!isWord(line.values[0], "none"_L1))
                m_host.identityFiles << expandedPath(line, line.values[0]);
        }
        if (m_host.identityFilesAreDefault)
            for (const auto kind : {"rsa"_L1, "ecdsa"_L1, "ecdsa_sk"_L1, "ed25519"_L1, "ed25519_sk"_L1, "xmss"_L1}) {
                m_host.identityFilesAsWritten << "~/.ssh/id_"_L1 + kind;
                m_host.identityFiles << QDir::homePath() + "/.ssh/id_"_L1 + kind;
            }
        const auto home = QDir::homePath() + "/.ssh/known_hosts"_L1;
        m_host.userKnownHostsFiles = paths(u"userknownhostsfile"_s, {home, home + u'2'});
        m_host.globalKnownHostsFiles =
            paths(u"globalknownhostsfile"_s, {u"/etc/ssh/ssh_known_hosts"_s, u"/etc/ssh/ssh_known_hosts2"_s});
    }
    [[nodiscard]] const std::optional<Error>& error() const { return m_error; }

private:
    static bool isWord(const QString& value, QLatin1StringView word)
    {
        return value.compare(word, Qt::CaseInsensitive) == 0;
    }

    void makeTokens()
    {
        const auto machine = QSysInfo::machineHostName();
        m_tokens = {{u'd', QDir::homePath()},
                    {u'h', m_host.hostName},
                    {u'i', QString::number(::getuid())},
                    {u'j', QString()},
                    {u'k', m_host.hostKeyAlias.isEmpty() ? m_host.original : m_host.hostKeyAlias},
                    {u'L', machine.section(u'.', 0, 0)},
                    {u'l', machine},
                    {u'n', m_host.original},
                    {u'p', QString::number(m_host.port)},
                    {u'r', m_host.user},
                    {u'u', localUser()}};
        const auto connection = machine + m_host.hostName + QString::number(m_host.port) + m_host.user;
        m_tokens[u'C'] =
            QString::fromLatin1(QCryptographicHash::hash(connection.toUtf8(), QCryptographicHash::Sha1).toHex());
    }
    QStringList paths(const QString& keyword, QStringList otherwise)
    {
        const auto* line = m_config.find(keyword);
        if (line == nullptr)
            return otherwise;
        QStringList out;
        for (const auto& value : line->values)
            if (!isWord(value, "none"_L1))
                out << expandedPath(*line, value);
        return out;
    }
    QString expandedPath(const ConfigLine& line, const QString& value)
    {
        return expanded(line, expandHome(value), m_tokens);
    }
    /// IdentityAgent may also be "$NAME".
    QString environment(const ConfigLine& line, const QString& value)
    {
        if (!value.startsWith(u'$'))
            return value;
        const auto name = value.sliced(1).toUtf8();
        if (!qEnvironmentVariableIsSet(name.constData()))
            fail(line, Text::tr("the environment variable “%1” is not set.").arg(value.sliced(1)));
        return qEnvironmentVariable(name.constData());
    }
    QString expanded(const ConfigLine& line, const QString& value, const ConfigTokens& tokens)
    {
        const auto out = expandTokens(value, tokens, line.place);
        if (!out && !m_error)
            m_error = out.error();
        return out.value_or(QString());
    }
    void fail(const ConfigLine& line, const QString& problem)
    {
        if (!m_error)
            m_error = configError(line.place, problem);
    }

    ResolvedHost& m_host;
    const ConfigReader& m_config;
    ConfigTokens m_tokens;
    std::optional<Error> m_error;
};

} // namespace

Result<ResolvedHost> resolve(const QString& host, const QString& configFile)
{
    const auto address = parseHostAddress(host);
    if (!address)
        return std::unexpected(address.error());
    const auto config = readAll(*address, configFile);
    if (!config)
        return std::unexpected(config.error());
    if (auto unsupported = whyUnsupported(*config))
        return std::unexpected(std::move(*unsupported));

    ResolvedHost resolved{.name = host.trimmed(), .original = address->host, .user = localUser()};
    Resolving resolving(resolved, *config);
    resolving.text(u"user"_s, resolved.user);
    if (!address->user.isEmpty())
        resolved.user = address->user;
    resolving.hostName();
    resolving.port(address->port);
    resolving.connectTimeout();
    resolving.identitiesOnly();
    resolving.hostKeyChecking();
    resolving.text(u"hostkeyalias"_s, resolved.hostKeyAlias);
    resolved.hostKeyAlias = resolved.hostKeyAlias.toLower();
    resolving.files();
    if (resolving.error())
        return std::unexpected(*resolving.error());
    return resolved;
}

} // namespace kalpana::ssh
