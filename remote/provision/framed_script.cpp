#include "remote/provision/framed_script.h"

#include <QRandomGenerator>

#include <format>

namespace kalpana::provision {

FramedScript frame(std::string_view script)
{
    FramedScript framed;
    framed.marker = std::format("@@kalpana-{:016x}@@", QRandomGenerator::system()->generate64());
    // The newline before the first marker ends whatever a start-up file printed without one.
    framed.input =
        std::format("printf '\\n%s\\n' '{0} begin'\n{1}\nprintf '\\n%s\\n' '{0} end'", framed.marker, script);
    // dd with single bytes and not `sh -s`: some shells read ahead and would swallow what follows the script.
    framed.commandLine = std::format("sh -c 'eval \"$(dd bs=1 count={} 2>/dev/null)\"'", framed.input.size());
    return framed;
}

std::optional<std::string> framedOutput(std::string_view printed, std::string_view marker)
{
    const auto opening = std::format("\n{} begin\n", marker);
    const auto closing = std::format("\n{} end\n", marker);
    const auto begin = printed.find(opening);
    if (begin == std::string_view::npos)
        return std::nullopt;
    const auto from = begin + opening.size();
    const auto end = printed.find(closing, from - 1);
    if (end == std::string_view::npos)
        return std::nullopt;
    return end < from ? std::string() : std::string(printed.substr(from, end - from));
}

std::string shellQuoted(std::string_view word)
{
    std::string quoted = "'";
    for (const auto character : word) {
        if (character == '\'')
            quoted += "'\\''";
        else
            quoted += character;
    }
    return quoted + "'";
}

} // namespace kalpana::provision
