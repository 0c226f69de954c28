#pragma once

#include "core/agent/chat_store.h"

namespace kalpana::agent {

enum class ExportFormat { Markdown, Json };

/// The messages, answers and calls of the events, for people.
[[nodiscard]] QString chatAsMarkdown(const Chat& chat, const QList<Event>& events);
/// {"title", "created", "events": […]}, the events as toJson() makes them.
[[nodiscard]] QByteArray chatAsJson(const Chat& chat, const QList<Event>& events);

/// A chat as a file has it: as Markdown the chosen history, as JSON all that happened.
[[nodiscard]] Result<QByteArray> exportedChat(const ChatStore& store, const QString& chat, ExportFormat format);
/// Writes it to a file that only its owner can read, as a whole or not at all.
[[nodiscard]] Result<void> exportChat(const ChatStore& store, const QString& chat, ExportFormat format,
                                      const QString& file);

} // namespace kalpana::agent
