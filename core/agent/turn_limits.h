#pragma once

#include <QtTypes>

#include <chrono>
#include <optional>

namespace kalpana::agent {

/// What a turn may use up. Reaching one ends the turn before the next call of the model.
struct TurnLimits {
    int steps = 50;                        ///< Calls of the model in one turn.
    std::chrono::milliseconds time{0};     ///< Of the turn, questions to the user not counted; 0: any.
    std::optional<qint64> chatMicros = {}; ///< Money of the chat, in millionths of a dollar.
    std::optional<qint64> dayMicros = {};  ///< Money of all chats since midnight.
    int callsPerMinute = 0;                ///< Over all chats; the next one waits. 0: any.
    bool operator==(const TurnLimits&) const = default;
};

} // namespace kalpana::agent
