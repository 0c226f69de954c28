#pragma once

#include "core/agent/reply_parser.h"

#include <QList>

namespace kalpana::test {

struct ReplyReading {
    QString text = {}; ///< What was new, put together.
    QString thinking = {};
    Result<agent::ModelReply> reply = {};
};

/// Gives a parser a whole stream in these pieces, and its end.
[[nodiscard]] inline ReplyReading readReply(agent::ReplyParser& parser, const QList<QByteArray>& pieces)
{
    ReplyReading reading;
    const auto take = [&](const agent::ReplyNews& news) {
        reading.text += news.text;
        reading.thinking += news.thinking;
        if (!news.state)
            reading.reply = std::unexpected(news.state.error());
        return news.state.has_value();
    };
    for (const auto& piece : pieces)
        if (!take(parser.receive(piece)))
            return reading;
    if (take(parser.receiveEnd()))
        reading.reply = parser.takeReply();
    return reading;
}

} // namespace kalpana::test
