#pragma once

#include "core/agent/language_model.h"
#include "core/agent/model_endpoint.h"

#include <memory>

namespace kalpana::agent {

/// A model that is reached by a POST with a streamed answer. The key goes into the header that the API reads it from
/// (Authorization, x-api-key), to that address and nowhere else: redirects to another host are refused, and so is plain
/// http to any but this computer (ErrorCode::Config). A rate limit or an overload is waited out, as long as the
/// server's Retry-After says, unless some of the answer has come already.
[[nodiscard]] Result<std::unique_ptr<LanguageModel>> httpModel(ModelEndpoint endpoint);

} // namespace kalpana::agent
