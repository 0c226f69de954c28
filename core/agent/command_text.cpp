#include "core/agent/command_text.h"

#include <utility>

namespace kalpana::agent {

QString CommandText::receive(OutputChannel channel, QByteArrayView bytes)
{
    auto& state = m_channels[channel == OutputChannel::Out ? 0 : 1];
    const QString decoded = state.decoder.decode(bytes);
    QString text;
    text.reserve(decoded.size());
    for (const auto c : decoded)
        take(state, c, text);
    return text;
}

void CommandText::take(Channel& channel, QChar c, QString& text)
{
    constexpr char16_t escape = 0x1b;
    constexpr char16_t bell = 0x07;
    const auto code = c.unicode();
    switch (channel.place) {
    case Place::Escape:
        // ESC [ … final, ESC ] P X ^ _ … ST, or ESC and one more
        channel.place = code == u'[' ? Place::Control : QStringView(u"]PX^_").contains(c) ? Place::String : Place::Text;
        return;
    case Place::Control:
        if (code >= 0x40 && code <= 0x7e)
            channel.place = Place::Text;
        return;
    case Place::String:
        if (code == bell || code == u'\n')
            channel.place = Place::Text;
        else if (code == escape)
            channel.place = Place::StringEscape;
        return;
    case Place::StringEscape:
        channel.place = Place::Text;
        return;
    case Place::Text:
        break;
    }
    const bool secondHalf = std::exchange(channel.afterReturn, code == u'\r') && code == u'\n';
    if (code == escape)
        channel.place = Place::Escape;
    else if (code == u'\r')
        text += u'\n';
    else if (code == u'\t' || (code == u'\n' && !secondHalf) || (code >= 0x20 && code != 0x7f))
        text += c;
}

} // namespace kalpana::agent
