#include "remote/bridge/server/terminal/control_sequence.h"

#include <algorithm>

namespace kalpana::bridge::server {

namespace {

constexpr std::size_t kMostParameters = 64;

} // namespace

std::uint16_t ControlSequence::at(std::size_t index, std::uint16_t otherwise) const
{
    return index < parameters.size() ? parameters[index].value.value_or(otherwise) : otherwise;
}

ControlSequence readControlSequence(std::string_view bytes)
{
    ControlSequence sequence;
    ControlSequence::Parameter parameter;
    bool any = false;
    const auto finish = [&](bool nextIsSub) {
        if (sequence.parameters.size() < kMostParameters)
            sequence.parameters.push_back(parameter);
        parameter = {.isSub = nextIsSub};
        any = true;
    };
    for (const char byte : bytes.substr(std::min<std::size_t>(2, bytes.size()))) {
        if (byte >= '0' && byte <= '9') {
            const auto value = parameter.value.value_or(0) * 10U + static_cast<unsigned>(byte - '0');
            parameter.value = static_cast<std::uint16_t>(std::min(value, 65535U));
            any = true;
        } else if (byte == ';' || byte == ':') {
            finish(byte == ':');
        } else if (byte >= '<' && byte <= '?') {
            sequence.prefix = byte;
        } else if (byte >= ' ' && byte <= '/') {
            sequence.intermediate = sequence.intermediate == 0 ? byte : '\1';
        } else if (byte >= '@' && byte <= '~') {
            sequence.final = byte;
        }
    }
    if (any)
        finish(false);
    return sequence;
}

std::string textOf(const ControlSequence& sequence)
{
    std::string text = "\x1b[";
    if (sequence.prefix != 0)
        text += sequence.prefix;
    for (std::size_t i = 0; i < sequence.parameters.size(); ++i) {
        const auto& parameter = sequence.parameters[i];
        if (i > 0)
            text += parameter.isSub ? ':' : ';';
        if (parameter.value)
            text += std::to_string(*parameter.value);
    }
    if (sequence.intermediate != 0)
        text += sequence.intermediate;
    return text + sequence.final;
}

} // namespace kalpana::bridge::server
