#pragma once

#include "core/base/error.h"

#include <QByteArray>
#include <QJsonObject>
#include <QList>

#include <optional>

namespace kalpana::test {

/// What a scripted model answers to one request, as bytes and events on the wire. Passive.
struct ScriptedReply {
    struct Step {
        enum class Kind {
            Send,
            Stall, ///< Send nothing more until the server is released.
            Cut,   ///< Close the connection in the middle of the answer.
        };
        Kind kind = Kind::Send;
        QByteArray bytes = {};
    };
    int status = 200;
    QList<std::pair<QByteArray, QByteArray>> headers;
    QList<Step> steps;
};

/// The answers of a model, from JSON:
///   {"replies": [REPLY, …], "byHistory": false, "answers": {PATH: BODY, …}}
/// What is asked at a PATH of "answers" (with its query, as "/v1/models") gets that body; a list of {"status",
/// "headers", "body"} is given out one after the other. The n-th request gets the n-th reply; with byHistory the number
/// of the model's messages after the user's last one chooses, so that the same server can be asked again and again.
/// After the last one comes an error 500 that says so. REPLY is {"steps": [STEP, …], "chunk": BYTES} for a stream, or
/// {"status", "headers", "body"} for another answer (body: JSON or text). STEP is one of
///   {"text": T} {"thinking": T} {"usage": {…}} {"finish": "stop"} {"error": {…}}
///   {"tools": [{"id", "name", "arguments": OBJECT or text}, …], "fragments": N}   parallel calls, their arguments in N
///   pieces taking turns
///   {"comment": T} {"raw": T} {"stall": true} {"cut": true}
/// A stream ends as it should unless it is cut; a finish reason that isn't given is "tool_calls" after tools, else
/// "stop".
class ModelScript final {
public:
    [[nodiscard]] static Result<ModelScript> parse(const QByteArray& json);
    /// In the wire format of the API that has such a path (model_wires.h); an error 404 where none has.
    [[nodiscard]] ScriptedReply replyTo(const QByteArray& path, const QJsonObject& request);

    /// An answer that "answers" has for the path.
    [[nodiscard]] std::optional<ScriptedReply> answerTo(const QByteArray& path);

private:
    QJsonObject m_answers;
    QList<QJsonObject> m_replies;
    bool m_byHistory = false;
    qsizetype m_count = 0;
};

} // namespace kalpana::test
