#pragma once

#include "core/agent/event.h"

#include <QList>

namespace kalpana::agent {

/// The messages to send to a model for a chat: every tool call gets a result, one that was cut off (the program was
/// killed, the connection lost) gets one that says so; an answer that was cut off stays as far as it came.
[[nodiscard]] QList<Message> messagesFor(const QList<Event>& events, const QString& instructions);

/// What the model is told at the beginning of each chat, unless the caller has other instructions.
[[nodiscard]] QString standardInstructions();

} // namespace kalpana::agent
