#pragma once

#include "core/agent/event.h"

namespace kalpana::agent {

// A chat that a model can't read any more goes on with a summary: its own words, and beside them what must not depend
// on them.

/// Up to where a chat would be summarised now: before the user's last message where nothing has been answered to it
/// yet, else all of it. None where there is nothing that a summary would shorten.
[[nodiscard]] std::optional<qint64> compactionEnd(const QList<Event>& events);

/// Asks for the summary, with the chat as one text of at most so many characters; of a longer one the middle is left
/// out.
[[nodiscard]] ModelRequest summaryRequest(const QList<Event>& events, qint64 upTo, qsizetype longest);

/// What the next request begins with in place of the events: the model's summary, the user's last words whole, the plan
/// and the files that were changed. Empty where the model's summary is none.
[[nodiscard]] QString compactedText(const QString& summary, const QList<Event>& events, qint64 upTo);

} // namespace kalpana::agent
