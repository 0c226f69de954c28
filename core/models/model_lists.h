#pragma once

#include "core/base/error.h"
#include "core/models/model_info.h"

#include <QByteArray>

namespace kalpana::models {

// What providers answer to the question which models they have. Passive: a body in, values out. Service: the provider's
// host name, for the sentence. An entry that is none is left out; a body that is no list is ErrorCode::Model.

/// GET /models: OpenAI's API reference, and what others add to it: OpenRouter ("context_length", "pricing" in dollars
/// for a token, "architecture", "supported_parameters"), vLLM ("max_model_len"), Groq ("context_window").
[[nodiscard]] Result<QList<ModelInfo>> modelsOfOpenAi(const QByteArray& body, const QString& service);

struct ModelPage {
    QList<ModelInfo> models;
    QString next; ///< after_id of the next page; empty: this was the last.
};
/// GET /v1/models of Anthropic's API reference; no prices there.
[[nodiscard]] Result<ModelPage> modelsOfAnthropic(const QByteArray& body, const QString& service);

/// GET /api/tags of Ollama's docs/api.md: names only. Where the server is this computer they cost nothing, unless
/// another computer answers for it ("remote_host").
[[nodiscard]] Result<QList<ModelInfo>> modelsOfOllama(const QByteArray& body, const QString& service);
/// POST /api/show for one of them: the context ("model_info", "<architecture>.context_length") and "capabilities". None
/// where the model can't talk (it embeds).
[[nodiscard]] Result<std::optional<ModelInfo>> withOllamaDetails(ModelInfo model, const QByteArray& body,
                                                                 const QString& service);

} // namespace kalpana::models
