#pragma once

#include "core/agent/chat_store.h"
#include "core/agent/event.h"

namespace kalpana::agent {

/// Writes a chat down: each event goes to the store, and only then to the sink. One thread. After an error nothing more
/// is written.
class TurnLog final {
public:
    TurnLog(ChatStore& store, EventSink& sink, QString chat) : m_store(store), m_sink(sink), m_chat(std::move(chat)) {}

    Result<void> record(const EventBody& body);
    /// For the sink alone, with sequence 0.
    void tell(const EventBody& body);
    /// What went wrong in a record() whose caller could not say so (a listener).
    [[nodiscard]] const Result<void>& state() const { return m_state; }

private:
    ChatStore& m_store;
    EventSink& m_sink;
    QString m_chat;
    Result<void> m_state;
};

} // namespace kalpana::agent
