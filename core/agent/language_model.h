#pragma once

#include "core/base/error.h"
#include "core/models/model_info.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QList>
#include <QString>

#include <chrono>
#include <optional>
#include <stop_token>

namespace kalpana::agent {

/// What the model asks to have done. The arguments are its own text: hostile until validated.
struct ToolCall {
    QString id;
    QString name;
    QString arguments; ///< JSON, as the model sent it.
    bool operator==(const ToolCall&) const = default;
};

/// Blocks of a reply that its API wants back as they were with what it is asked next (signed thoughts), and nobody
/// else.
struct KeptBlocks {
    QString api = {};
    QJsonArray blocks = {};
    bool operator==(const KeptBlocks&) const = default;
};

struct Image {
    QString mime; ///< image/png, image/jpeg, image/webp, image/gif
    QByteArray data;
    bool operator==(const Image&) const = default;
};

struct Message {
    enum class Role { System, User, Assistant, Tool };
    Role role = Role::User;
    QString text;
    QList<ToolCall> toolCalls = {}; ///< Assistant only.
    QString toolCallId = {};        ///< Tool only: which call this is the result of.
    KeptBlocks kept = {};           ///< Assistant only.
    QList<Image> images = {};       ///< User only.
    bool operator==(const Message&) const = default;
};

struct ToolDefinition {
    QString name;
    QString description;
    QJsonObject parameters; ///< JSON Schema of an object.
};

struct ModelRequest {
    QList<Message> messages;
    QList<ToolDefinition> tools = {};
};

struct TokenUsage {
    qint64 input = 0;
    qint64 output = 0;
    qint64 cachedInput = 0;                ///< Of the input: read from the provider's cache,
    qint64 cacheWrite = 0;                 ///< and written to it.
    std::optional<qint64> costMicros = {}; ///< In millionths of a US dollar.
    bool operator==(const TokenUsage&) const = default;
};

enum class FinishReason { Stop, ToolCalls, Length, ContentFilter };

struct ModelReply {
    QString text;
    QString thinking;
    QList<ToolCall> toolCalls;
    FinishReason finish = FinishReason::Stop;
    std::optional<TokenUsage> usage;
    KeptBlocks kept;
};

/// A provider wants to be asked later.
struct ModelWait {
    QString reason; ///< A sentence: who, and why.
    std::chrono::milliseconds time{0};
    bool operator==(const ModelWait&) const = default;
};

/// Hears a reply while it is being written, on the thread that called complete(). Several tokens may come as one.
class ReplyListener {
public:
    virtual ~ReplyListener() = default;
    virtual void text(const QString& delta) = 0;
    virtual void thinking(const QString& delta) { Q_UNUSED(delta); }
    /// Nothing has come yet, and the model will be asked again after so long.
    virtual void waiting(const ModelWait& wait) { Q_UNUSED(wait); }
};

/// A model behind some provider's API. complete() blocks the flow thread that calls it until the reply is whole; a stop
/// ends it at once with ErrorCode::Cancelled. A provider that is busy may be asked several times. A failure after text
/// has come keeps that text: the listener has it. Several threads may call at once. Errors: ModelAuthentication,
/// ModelCredit, ModelRateLimit, ModelOverloaded, ModelContext, Model, Unreachable, ConnectionLost.
class LanguageModel {
public:
    virtual ~LanguageModel() = default;
    /// The model's name as the provider knows it.
    [[nodiscard]] virtual QString name() const = 0;
    /// What is known of it: its context's size, its prices.
    [[nodiscard]] virtual models::ModelInfo facts() const { return {.id = name()}; }
    [[nodiscard]] virtual Result<ModelReply> complete(const ModelRequest& request, ReplyListener& listener,
                                                      std::stop_token stop) = 0;
};

} // namespace kalpana::agent
