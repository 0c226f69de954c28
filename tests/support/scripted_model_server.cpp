#include "tests/support/scripted_model_server.h"

#include <QJsonDocument>
#include <QPointer>
#include <QTcpServer>
#include <QTcpSocket>
#include <QThread>

#include <mutex>

namespace kalpana::test {

using namespace Qt::StringLiterals;

namespace {

using Step = ScriptedReply::Step;

/// What the server's thread and the tests share.
struct Shared {
    mutable std::mutex mutex;
    ModelScript script;
    QByteArray key;
    QList<RecordedRequest> requests;
    QList<AnswerTimes> times; ///< One for each of them.
    int stalled = 0;
    int abandoned = 0;
};

/// One client's connection; lives on the server's thread and ends with its socket.
class Connection final : public QObject {
public:
    Connection(QTcpSocket* socket, Shared& shared, QObject* parent)
        : QObject(parent), m_socket(socket), m_shared(shared)
    {
        socket->setParent(this);
        socket->setSocketOption(QAbstractSocket::LowDelayOption, 1); // as servers do: each piece is on its way at once
        connect(socket, &QTcpSocket::readyRead, this, [this] {
            m_input += m_socket->readAll();
            answerNext();
        });
        connect(socket, &QTcpSocket::disconnected, this, [this] {
            const std::scoped_lock lock(m_shared.mutex);
            m_shared.stalled -= m_stalled ? 1 : 0;
            m_shared.abandoned += m_steps.isEmpty() ? 0 : 1;
            deleteLater();
        });
    }

    void release()
    {
        if (!m_stalled)
            return;
        setStalled(false);
        sendSteps();
    }

private:
    void answerNext()
    {
        const auto headEnd = m_input.indexOf("\r\n\r\n");
        if (headEnd < 0 || !m_steps.isEmpty())
            return;
        RecordedRequest request;
        const auto lines = m_input.first(headEnd).split('\n');
        const auto words = lines.first().trimmed().split(' ');
        request.method = words.value(0);
        request.path = words.value(1);
        for (const auto& line : lines.sliced(1))
            if (const auto colon = line.indexOf(':'); colon > 0)
                request.headers.insert(line.first(colon).trimmed().toLower(), line.sliced(colon + 1).trimmed());
        const auto length = request.headers.value("content-length").toLongLong();
        if (m_input.size() < headEnd + 4 + length)
            return;
        request.body = QJsonDocument::fromJson(m_input.sliced(headEnd + 4, length)).object();
        m_input.remove(0, headEnd + 4 + length);
        begin(replyTo(request));
    }

    ScriptedReply replyTo(const RecordedRequest& request)
    {
        const std::scoped_lock lock(m_shared.mutex);
        m_shared.requests.append(request);
        m_shared.times.append({.asked = AnswerTimes::Clock::now()});
        m_number = m_shared.times.size() - 1;
        const auto bearer = request.headers.value("authorization");
        const auto given = bearer.isEmpty() ? request.headers.value("x-api-key") : bearer;
        if (!m_shared.key.isEmpty() && given != "Bearer " + m_shared.key && given != m_shared.key)
            return {
                .status = 401,
                .headers = {{"Content-Type", "application/json"}},
                .steps = {{.bytes = R"({"error":{"code":"invalid_api_key","message":"Incorrect API key provided: )" +
                                    given + R"("}})"}}};
        if (auto answer = m_shared.script.answerTo(request.path))
            return *std::move(answer);
        return m_shared.script.replyTo(request.method == "POST" ? request.path : QByteArray(), request.body);
    }

    void begin(const ScriptedReply& reply)
    {
        QByteArray head =
            "HTTP/1.1 " + QByteArray::number(reply.status) + " Scripted\r\nTransfer-Encoding: chunked\r\n";
        for (const auto& [name, value] : reply.headers)
            head += name + ": " + value + "\r\n";
        m_socket->write(head + "\r\n");
        m_socket->flush();
        m_steps = reply.steps;
        sendSteps();
    }

    void sendSteps()
    {
        while (!m_steps.isEmpty()) {
            const auto step = m_steps.takeFirst();
            if (step.kind == Step::Kind::Cut) {
                m_steps.clear();
                m_socket->disconnectFromHost(); // sends what is written, and no last chunk
                return;
            }
            if (step.kind == Step::Kind::Stall) {
                if (m_steps.isEmpty())
                    m_steps.append(Step{});
                setStalled(true);
                return;
            }
            if (step.bytes.isEmpty())
                continue; // an empty chunk would end the answer
            noteTime();
            m_socket->write(QByteArray::number(step.bytes.size(), 16) + "\r\n" + step.bytes + "\r\n");
            m_socket->flush();
        }
        m_socket->write("0\r\n\r\n");
        answerNext();
    }

    void noteTime()
    {
        const std::scoped_lock lock(m_shared.mutex);
        auto& times = m_shared.times[m_number];
        times.ended = AnswerTimes::Clock::now();
        if (times.begun == AnswerTimes::Clock::time_point())
            times.begun = times.ended;
    }

    void setStalled(bool stalled)
    {
        const std::scoped_lock lock(m_shared.mutex);
        m_stalled = stalled;
        m_shared.stalled += stalled ? 1 : -1;
    }

    QTcpSocket* m_socket;
    Shared& m_shared;
    QByteArray m_input;
    QList<Step> m_steps;
    qsizetype m_number = 0; ///< Of the request that is answered.
    bool m_stalled = false;
};

} // namespace

struct ScriptedModelServer::Private {
    Shared shared;
    QThread thread;
    QObject onThread; ///< Lives on the thread; parent of all connections.
    std::unique_ptr<QTcpServer> server;
    QList<QPointer<Connection>> connections; ///< Only the thread's.
    quint16 port = 0;
};

ScriptedModelServer::ScriptedModelServer(const QByteArray& script, QByteArray key) : d(std::make_unique<Private>())
{
    auto parsed = ModelScript::parse(script);
    if (!parsed)
        qFatal("%s", qPrintable(parsed.error().sentence));
    d->shared.script = *std::move(parsed);
    d->shared.key = std::move(key);
    d->onThread.moveToThread(&d->thread);
    d->thread.start();
    QMetaObject::invokeMethod(
        &d->onThread,
        [this] {
            d->server = std::make_unique<QTcpServer>();
            QObject::connect(d->server.get(), &QTcpServer::newConnection, &d->onThread, [this] {
                while (auto* socket = d->server->nextPendingConnection())
                    d->connections.append(new Connection(socket, d->shared, &d->onThread));
            });
            if (!d->server->listen(QHostAddress::LocalHost))
                qFatal("the scripted model server can't listen: %s", qPrintable(d->server->errorString()));
            d->port = d->server->serverPort();
        },
        Qt::BlockingQueuedConnection);
}

ScriptedModelServer::~ScriptedModelServer()
{
    QMetaObject::invokeMethod(
        &d->onThread,
        [this] {
            d->server.reset();
            for (const auto& connection : std::as_const(d->connections))
                delete connection.data();
        },
        Qt::BlockingQueuedConnection);
    d->thread.quit();
    d->thread.wait();
}

QUrl ScriptedModelServer::address() const
{
    return QUrl(u"http://127.0.0.1:%1/v1"_s.arg(d->port));
}

quint16 ScriptedModelServer::port() const
{
    return d->port;
}

QList<RecordedRequest> ScriptedModelServer::requests() const
{
    const std::scoped_lock lock(d->shared.mutex);
    return d->shared.requests;
}

QList<AnswerTimes> ScriptedModelServer::times() const
{
    const std::scoped_lock lock(d->shared.mutex);
    return d->shared.times;
}

int ScriptedModelServer::stalled() const
{
    const std::scoped_lock lock(d->shared.mutex);
    return d->shared.stalled;
}

int ScriptedModelServer::abandoned() const
{
    const std::scoped_lock lock(d->shared.mutex);
    return d->shared.abandoned;
}

void ScriptedModelServer::release()
{
    QMetaObject::invokeMethod(&d->onThread, [this] {
        for (const auto& connection : std::as_const(d->connections))
            if (connection)
                connection->release();
    });
}

} // namespace kalpana::test
