#pragma once

#include "core/agent/event.h"

namespace kalpana::agent {

// How full a model's context is. Providers count tokens, each in its own way; what they have not counted yet is
// estimated, rather too high than too low.

/// Of so many bytes of UTF-8.
[[nodiscard]] qint64 tokensOf(qsizetype bytes);
/// What the request takes: what the provider counted at its last reply since the chat was summarised, and an estimate
/// of what has come since; without such a reply an estimate of everything.
[[nodiscard]] qint64 nextRequestTokens(const QList<Event>& events, const ModelRequest& request);
/// So little is left for an answer that the chat is to be summarised. Never where the context's size is unknown (0).
[[nodiscard]] bool isNearFull(qint64 tokens, qint64 contextTokens);

} // namespace kalpana::agent
