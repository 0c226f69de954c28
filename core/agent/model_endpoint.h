#pragma once

#include "core/agent/network_route.h"
#include "core/agent/retries.h"
#include "core/base/error.h"
#include "core/base/secret.h"
#include "core/models/model_info.h"

#include <QUrl>

#include <chrono>

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
    NetworkRoute network = {};
    models::ModelInfo facts = {}; ///< Of the model; Ollama is told the context's size.
};

/// Localhost in one of its forms.
[[nodiscard]] bool isThisComputer(const QString& host);

/// What can be asked of an endpoint.
enum class ApiCall {
    Chat,
    Models,       ///< The list of them.
    ModelDetails, ///< Of one; Ollama only.
};

/// The endpoint's address for a call: the base with the API's path behind it, as far as that is not there already.
[[nodiscard]] QUrl addressFor(const ModelEndpoint& endpoint, ApiCall call);

/// Config where the address is none or plain http to another computer; ModelAuthentication where the key can't be one.
[[nodiscard]] Result<void> checkEndpoint(const ModelEndpoint& endpoint);

/// A text without the endpoint's key: a provider may repeat it in what it complains about.
[[nodiscard]] Error withoutKey(Error error, const Secret& key);

} // namespace kalpana::agent
