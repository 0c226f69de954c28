#pragma once

#include "core/agent/language_model.h"
#include "core/agent/retries.h"
#include "core/base/secret.h"

#include <QUrl>

#include <chrono>
#include <memory>

namespace kalpana::agent {

/// Where an OpenAI-compatible API is and who asks. The key may be empty (a local server).
struct OpenAiEndpoint {
    QUrl address; ///< The base, such as https://openrouter.ai/api/v1; "/chat/completions" is added.
    QString model;
    Secret key;
    std::chrono::milliseconds silence =
        std::chrono::minutes(5); ///< How long the server may send nothing before it counts as gone.
    RetryLimits retries = {};    ///< Where it says that it has too much to do.
};

/// A model that is reached by POST {address}/chat/completions with a streamed answer. The key goes into the
/// Authorization header of that address and nowhere else: redirects to another host are refused, and so is plain http
/// to any but this computer (ErrorCode::Config). The system's proxy settings are followed. A rate limit or an overload
/// is waited out, as long as the server's Retry-After says, unless some of the answer has come already.
[[nodiscard]] Result<std::unique_ptr<LanguageModel>> openAiModel(OpenAiEndpoint endpoint);

} // namespace kalpana::agent
