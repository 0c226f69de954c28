#include "tests/integration/workspaces/desk.h"

#include "remote/host/local_host.h"
#include "remote/workspaces/remote_state.h"

#include <QDebug>
#include <QTcpSocket>
#include <QUrl>

namespace kalpana::test {

using namespace Qt::StringLiterals;

namespace {

template <typename T>
T required(Result<T> result)
{
    if (!result)
        qFatal("%s", qPrintable(result.error().sentence));
    return std::move(*result);
}

} // namespace

void Notes::stepChanged(const workspaces::StepReport& step)
{
    const std::scoped_lock lock(m_mutex);
    m_steps.append(step);
    if (step.state != workspaces::StepReport::State::Running && qEnvironmentVariableIsSet("KALPANA_TEST_TRACE"))
        qDebug().noquote() << step.name << static_cast<int>(step.state) << step.seconds << step.note;
}

void Notes::logLine(const QString& line)
{
    const std::scoped_lock lock(m_mutex);
    m_log += line + u'\n';
}

void Notes::phaseChanged(workspaces::Phase phase, const std::optional<Error>& error)
{
    if (qEnvironmentVariableIsSet("KALPANA_TEST_TRACE"))
        qDebug().noquote() << "phase" << static_cast<int>(phase) << (error ? error->sentence : QString());
    const std::scoped_lock lock(m_mutex);
    m_phases.append(phase);
}

void Notes::metricsChanged(const workspaces::Metrics& metrics)
{
    const std::scoped_lock lock(m_mutex);
    m_metrics = metrics;
}

std::optional<workspaces::StepReport> Notes::step(const QString& name) const
{
    const std::scoped_lock lock(m_mutex);
    for (auto it = m_steps.crbegin(); it != m_steps.crend(); ++it)
        if (it->name.contains(name))
            return *it;
    return std::nullopt;
}

QList<workspaces::Phase> Notes::phases() const
{
    const std::scoped_lock lock(m_mutex);
    return m_phases;
}

std::optional<workspaces::Metrics> Notes::metrics() const
{
    const std::scoped_lock lock(m_mutex);
    return m_metrics;
}

QString Notes::text() const
{
    const std::scoped_lock lock(m_mutex);
    QString all = m_log;
    for (const auto& step : m_steps)
        all += u"%1 [%2] %3 %4 s %5\n"_s.arg(step.name)
                   .arg(static_cast<int>(step.state))
                   .arg(step.done)
                   .arg(step.seconds)
                   .arg(step.note);
    return all;
}

HttpAnswer httpGet(const QUrl& address, const QByteArray& cookie)
{
    QTcpSocket socket;
    socket.connectToHost(u"127.0.0.1"_s, static_cast<quint16>(address.port()));
    if (!socket.waitForConnected(5000))
        return {};
    const auto target = address.toEncoded(QUrl::RemoveScheme | QUrl::RemoveAuthority);
    socket.write("GET " + (target.isEmpty() ? "/" : target) + " HTTP/1.1\r\nHost: " + address.authority().toLatin1() +
                 "\r\nConnection: close\r\n" + (cookie.isEmpty() ? QByteArray() : "Cookie: " + cookie + "\r\n") +
                 "\r\n");
    QByteArray all;
    while (socket.waitForReadyRead(70000))
        all += socket.readAll();
    all += socket.readAll();
    const auto headEnd = all.indexOf("\r\n\r\n");
    return {.status = all.mid(9, 3).toInt(),
            .head = all.first(std::max<qsizetype>(headEnd, 0)),
            .body = headEnd < 0 ? QByteArray() : all.mid(headEnd + 4)};
}

Desk::Desk()
    : store(required(workspace::Store::open(folder.path(u"desk"_s)))),
      settings(required(settings::Settings::load(folder.path(u"desk"_s)))),
      gateway(std::make_unique<gateway::Gateway>(io)), remoteData(folder.path(u"remote data"_s))
{
    const auto archive = qEnvironmentVariable("KALPANA_TEST_CODE_SERVER");
    if (!archive.isEmpty())
        settings.useCodeServerSource(archive);
    qputenv("KALPANA_BRIDGE_DIR", KALPANA_BIN_DIR);
}

Desk::~Desk()
{
    const auto here = std::make_shared<host::LocalHost>(io.executor());
    for (const auto& record : store.list().value_or(QList<workspace::Record>()))
        if (const auto stopped = workspaces::stopOnHost(io, here, record, {}); !stopped)
            qWarning("%s", qPrintable(stopped.error().sentence));
}

workspace::Record Desk::newWorkspace(const QString& host, const QString& workspaceFolder, const QString& sshConfig)
{
    workspace::Record record{.id = workspace::makeId(u"test"_s),
                             .name = u"test "_s + workspace::makeId(u"n"_s),
                             .host = host,
                             .folder = workspaceFolder,
                             .createdAt = QDateTime::currentDateTimeUtc(),
                             .remoteData = remoteData,
                             .sshConfig = sshConfig};
    if (const auto inserted = store.insert(record); !inserted)
        qFatal("%s", qPrintable(inserted.error().sentence));
    return record;
}

int healthThroughGateway(workspaces::OpenWorkspace& open)
{
    const auto enter = open.enterAddress();
    if (!enter)
        return 0;
    const auto entered = httpGet(*enter);
    const auto at = entered.head.toLower().indexOf("set-cookie: ");
    if (at < 0)
        return -entered.status;
    const auto cookie = entered.head.mid(at + 12).split(';').first();
    auto health = *enter;
    health.setPath(u"/healthz"_s);
    health.setQuery(QString());
    return httpGet(health, cookie).status;
}

} // namespace kalpana::test
