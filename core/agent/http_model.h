#pragma once

#include "core/agent/language_model.h"
#include "core/agent/retries.h"
#include "core/base/secret.h"

#include <QUrl>

#include <chrono>
#include <memory>

namespace kalpana::agent {

/// Whose wire format a server speaks.
enum class ModelApi {
    OpenAi,    ///< /chat/completions, as OpenAI, OpenRouter and many local servers.
    Anthropic, ///< /v1/messages
    Ollama,    ///< /api/chat
};

/// By its name ("openai", "anthropic", "ollama"); without one by the address: Anthropic's and Ollama's own are known,
/// all others are taken for OpenAI-compatible. ErrorCode::Config for another name.
[[nodiscard]] Result<ModelApi> modelApi(const QString& name, const QUrl& address);

/// Where a model's API is and who asks. The key may be empty (a local server).
struct ModelEndpoint {
    QUrl address; ///< The base, such as https://openrouter.ai/api/v1; the API's path is added.
    QString model;
    Secret key;
    ModelApi api = ModelApi::OpenAi;
    int thinkingTokens = 0; ///< How much the model may think; 0 leaves it to the provider.
    std::chrono::milliseconds silence =
        std::chrono::minutes(5); ///< How long the server may send nothing before it counts as gone.
    RetryLimits retries = {};    ///< Where it says that it has too much to do.
};

/// A model that is reached by a POST with a streamed answer. The key goes into the header that the API reads it from
/// (Authorization, x-api-key), to that address and nowhere else: redirects to another host are refused, and so is plain
/// http to any but this computer (ErrorCode::Config). The system's proxy settings are followed. A rate limit or an
/// overload is waited out, as long as the server's Retry-After says, unless some of the answer has come already.
[[nodiscard]] Result<std::unique_ptr<LanguageModel>> httpModel(ModelEndpoint endpoint);

} // namespace kalpana::agent
