#include "tests/support/test_sshd.h"

#include "tests/support/signal_process.h"

#include <QDeadlineTimer>
#include <QDir>
#include <QTcpServer>
#include <QTcpSocket>
#include <QThread>

#include <csignal>
#include <pwd.h>
#include <sys/prctl.h>
#include <unistd.h>

namespace kalpana::test {

using namespace Qt::StringLiterals;

namespace {

constexpr auto sshd = "/usr/sbin/sshd"_L1;

quint16 freePort()
{
    QTcpServer server;
    server.listen(QHostAddress::LocalHost);
    return server.serverPort();
}

QList<qint64> childrenOf(qint64 pid)
{
    QFile file(u"/proc/%1/task/%1/children"_s.arg(pid));
    QList<qint64> children;
    if (file.open(QFile::ReadOnly))
        for (const auto& word : file.readAll().simplified().split(' '))
            if (const auto child = word.toLongLong(); child > 0)
                children << child << childrenOf(child);
    return children;
}

} // namespace

bool TestSshd::hasPasswords()
{
    QProcess process;
    process.start(u"unshare"_s, {u"--mount"_s, u"mount"_s, u"--bind"_s, u"/etc/hostname"_s, u"/etc/pam.d/sshd"_s});
    return process.waitForFinished() && process.exitCode() == 0;
}

TestSshd::TestSshd(Options options) : m_options(std::move(options))
{
    for (const auto& kind : std::as_const(m_options.hostKeys))
        makeKey(u"host_"_s + kind, kind);
    makeKey(u"client"_s, u"ed25519"_s);
    m_folder.write(u"authorized_keys"_s, "");
    if (m_options.clientKeyIsAuthorized)
        authorize(m_folder.read(u"client.pub"_s));
    if (!m_options.password.isEmpty())
        writePam();
    // Privilege separation wants this folder when sshd runs as root.
    if (::getuid() == 0)
        QDir().mkpath(u"/run/sshd"_s);
    // Another program may take the port between the look and the bind: then another port.
    for (auto attempt = 0; attempt < 20 && m_port == 0; ++attempt)
        if (const auto port = freePort(); startOn(port))
            break;
    if (m_port == 0)
        qFatal("sshd did not start: %s", log().constData());
}

TestSshd::~TestSshd()
{
    kill();
}

QString TestSshd::user() const
{
    return QFile::decodeName(::getpwuid(::getuid())->pw_name);
}

QString TestSshd::address() const
{
    return u"127.0.0.1:"_s + QString::number(m_port);
}

void TestSshd::makeKey(const QString& name, const QString& kind)
{
    QProcess process;
    process.start(u"ssh-keygen"_s,
                  {u"-q"_s, u"-t"_s, kind, u"-N"_s, QString(), u"-C"_s, name, u"-f"_s, m_folder.path(name)});
    if (!process.waitForFinished() || process.exitCode() != 0)
        qFatal("ssh-keygen failed: %s", process.readAllStandardError().constData());
}

QByteArray TestSshd::hostKeyLine(const QString& kind) const
{
    const auto words = m_folder.read(u"host_"_s + kind + u".pub"_s).simplified().split(' ');
    return words.value(0) + ' ' + words.value(1);
}

QByteArray TestSshd::knownHostsLine(const QString& kind) const
{
    return "[127.0.0.1]:" + QByteArray::number(m_port) + ' ' + hostKeyLine(kind) + '\n';
}

QString TestSshd::configFile(const QString& alias, const QStringList& more) const
{
    const auto number = QString::number(++m_configs);
    const auto known = m_folder.write(u"known_hosts."_s + number, knownHostsLine(m_options.hostKeys.first()));
    QStringList lines{u"Host "_s + alias};
    lines += more;
    lines +=
        {u"HostName 127.0.0.1"_s,          u"Port "_s + QString::number(m_port), u"User "_s + user(),
         u"IdentityFile "_s + clientKey(), u"UserKnownHostsFile "_s + known,     u"GlobalKnownHostsFile /dev/null"_s,
         u"IdentityAgent none"_s};
    return m_folder.write(u"config."_s + number, lines.join(u"\n    "_s).toUtf8() + '\n');
}

void TestSshd::authorize(const QByteArray& publicKey)
{
    m_folder.write(u"authorized_keys"_s, m_folder.read(u"authorized_keys"_s) + publicKey.trimmed() + '\n');
}

void TestSshd::writeConfig()
{
    // Of a keyword the first line counts: what the test asks for comes first.
    auto lines = m_options.config;
    // The developer's own start-up files are none of the test's business, and may take a minute.
    QDir().mkpath(path(u"home"_s));
    lines += u"SetEnv HOME="_s + path(u"home"_s);
    if (!m_options.password.isEmpty())
        lines += {u"UsePAM yes"_s, u"PasswordAuthentication yes"_s};
    lines += {u"Port %1"_s.arg(m_port),
              u"ListenAddress 127.0.0.1"_s,
              u"PidFile none"_s,
              u"AuthorizedKeysFile "_s + path(u"authorized_keys"_s),
              u"StrictModes no"_s,
              u"UsePAM no"_s,
              u"PermitRootLogin yes"_s,
              u"PasswordAuthentication no"_s,
              u"KbdInteractiveAuthentication no"_s,
              u"MaxStartups 100"_s,
              u"LogLevel DEBUG1"_s};
    for (const auto& kind : std::as_const(m_options.hostKeys))
        lines << u"HostKey "_s + path(u"host_"_s + kind);
    m_folder.write(u"sshd_config"_s, lines.join(u'\n').toUtf8() + '\n');
}

void TestSshd::writePam()
{
    // pam_exec gives the password with a zero byte at its end.
    const auto check =
        m_folder.write(u"check"_s, "#!/bin/sh\n[ \"$(tr -d '\\000')\" = '" + m_options.password + "' ]\n");
    QFile::setPermissions(check, QFile::permissions(check) | QFile::ExeOwner);
    m_folder.write(u"pam"_s, "auth required pam_exec.so quiet expose_authtok " + check.toUtf8() +
                                 "\naccount required pam_permit.so\nsession required pam_permit.so\n");
}

bool TestSshd::startOn(quint16 port)
{
    m_port = port;
    writeConfig();
    // No pipes: a command that outlives the server would hold them open.
    m_process.setStandardOutputFile(QProcess::nullDevice());
    m_process.setStandardErrorFile(QProcess::nullDevice());
    // A test that crashes takes its server with it.
    m_process.setChildProcessModifier([] { ::prctl(PR_SET_PDEATHSIG, SIGKILL); });
    QStringList command{sshd, u"-D"_s, u"-f"_s, path(u"sshd_config"_s), u"-E"_s, path(u"log"_s)};
    if (!m_options.password.isEmpty())
        command =
            QStringList{
                u"unshare"_s,  u"--mount"_s, u"sh"_s, u"-c"_s, u"mount --bind \"$0\" /etc/pam.d/sshd && exec \"$@\""_s,
                path(u"pam"_s)} +
            command;
    m_process.start(command.takeFirst(), command);
    QDeadlineTimer deadline(20000);
    while (m_process.state() != QProcess::NotRunning && !deadline.hasExpired()) {
        if (answersWithOurKey())
            return true;
        m_process.waitForFinished(20);
    }
    kill();
    m_port = 0;
    return false;
}

bool TestSshd::answersWithOurKey() const
{
    // Another sshd may sit on this port: ours says in its log where it listens.
    return log().contains("Server listening on 127.0.0.1 port " + QByteArray::number(m_port) + '.');
}

QList<qint64> TestSshd::connectionPids() const
{
    return m_process.processId() > 0 ? childrenOf(m_process.processId()) : QList<qint64>();
}

void TestSshd::signalConnections(int signal)
{
    for (const auto pid : connectionPids())
        test::signalProcess(static_cast<pid_t>(pid), signal);
}

void TestSshd::killConnections()
{
    signalConnections(SIGKILL);
}

void TestSshd::kill()
{
    if (m_process.state() == QProcess::NotRunning)
        return;
    const auto connections = connectionPids();
    m_process.kill();
    m_process.waitForFinished();
    for (const auto pid : connections)
        test::signalProcess(static_cast<pid_t>(pid), SIGKILL);
}

void TestSshd::restart()
{
    kill();
    QFile::remove(path(u"log"_s));
    const auto port = m_port;
    QDeadlineTimer deadline(20000);
    while (!startOn(port))
        if (deadline.hasExpired())
            qFatal("sshd did not start again at port %d", port);
}

} // namespace kalpana::test
