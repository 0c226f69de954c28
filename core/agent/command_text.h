#pragma once

#include "core/agent/workspace_tools.h"

#include <QString>
#include <QStringDecoder>

#include <array>

namespace kalpana::agent {

/// Makes plain text of a command's output as it comes: UTF-8 cut anywhere, both channels in the order of arrival,
/// control sequences of terminals (ECMA-48) left out, every end of line an LF. Passive.
class CommandText final {
public:
    [[nodiscard]] QString receive(OutputChannel channel, QByteArrayView bytes);

private:
    enum class Place { Text, Escape, Control, String, StringEscape };
    struct Channel {
        QStringDecoder decoder{QStringDecoder::Utf8};
        Place place = Place::Text;
        bool afterReturn = false;
    };
    static void take(Channel& channel, QChar c, QString& text);

    std::array<Channel, 2> m_channels;
};

} // namespace kalpana::agent
