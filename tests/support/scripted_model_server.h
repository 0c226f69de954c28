#pragma once

#include "tests/support/model_script.h"

#include <QByteArray>
#include <QHash>
#include <QJsonObject>
#include <QList>
#include <QUrl>

#include <chrono>
#include <memory>

namespace kalpana::test {

/// A request as it came, with header names in lower case.
struct RecordedRequest {
    QByteArray method;
    QByteArray path;
    QHash<QByteArray, QByteArray> headers;
    QJsonObject body;
};

/// When a request was whole, and when the first and the last piece of its answer were handed to the system.
struct AnswerTimes {
    using Clock = std::chrono::system_clock; ///< As a page's: performance.timeOrigin + performance.now().
    Clock::time_point asked = {};
    Clock::time_point begun = {};
    Clock::time_point ended = {};
};

/// A model's server on 127.0.0.1 that answers by a script, as OpenAI, Anthropic or Ollama do by the path it is asked:
/// real HTTP/1.1 with keep-alive and chunked answers, on a thread of its own. With a key, a request that lacks it gets
/// a 401 that repeats what was sent, as some providers do. Any thread may call.
class ScriptedModelServer final {
public:
    explicit ScriptedModelServer(const QByteArray& script, QByteArray key = {});
    ~ScriptedModelServer();
    ScriptedModelServer(const ScriptedModelServer&) = delete;
    ScriptedModelServer& operator=(const ScriptedModelServer&) = delete;

    /// The base to configure for the API of OpenAI and of Anthropic: http://127.0.0.1:PORT/v1
    [[nodiscard]] QUrl address() const;
    [[nodiscard]] quint16 port() const;
    [[nodiscard]] QList<RecordedRequest> requests() const;
    /// Of each of these.
    [[nodiscard]] QList<AnswerTimes> times() const;
    /// How many answers stand at a "stall" now, and lets them all go on.
    [[nodiscard]] int stalled() const;
    void release();
    /// How often a client has closed its connection before its answer was over.
    [[nodiscard]] int abandoned() const;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace kalpana::test
