#include "core/permissions/shell_parser.h"

#include "core/permissions/shell_reader.h"

#include <algorithm>

namespace kalpana::permissions {

namespace {

/// Where a sign stands that a person does not see, or that makes them see another order: controls, marks of direction,
/// zero width. A tab and a line feed are what they look like.
std::size_t hiddenCharacter(std::string_view text)
{
    for (std::size_t at = 0; at < text.size(); ++at) {
        const auto c = static_cast<unsigned char>(text[at]);
        if ((c < 0x20 && c != '\t' && c != '\n') || c == 0x7f)
            return at;
        const auto three = text.substr(at, 3);
        // U+00A0 and U+0085, U+200B–U+200F, U+2028–U+202F, U+2060–U+206F, U+FEFF, U+00AD
        if (three.starts_with("\xC2\xA0") || three.starts_with("\xC2\x85") || three.starts_with("\xC2\xAD") ||
            (three.size() == 3 && ((three >= "\xE2\x80\x8B" && three <= "\xE2\x80\x8F") ||
                                   (three >= "\xE2\x80\xA8" && three <= "\xE2\x80\xAF") ||
                                   (three >= "\xE2\x81\xA0" && three <= "\xE2\x81\xAF") || three == "\xEF\xBB\xBF")))
            return at;
    }
    return std::string_view::npos;
}

} // namespace

std::string ShellCommand::text() const
{
    std::string text;
    const auto append = [&text](std::string_view piece) {
        if (!text.empty())
            text += ' ';
        text += piece;
    };
    for (const auto& assignment : assignments)
        append(assignment.value.source.empty() ? assignment.name + "=…" : assignment.value.source);
    for (const auto& word : words)
        append(word.source);
    for (const auto& redirection : redirections)
        append(redirection.op + ' ' + redirection.target.source);
    return text;
}

ParsedLine parseShell(std::string_view text)
{
    return parseShellWithin(text, {}, false);
}

ParsedLine parseShellWithin(std::string_view text, const std::vector<Step>& from, bool readsPipe)
{
    ParsedLine result;
    if (text.size() > longestLine || from.size() > deepestNesting)
        result.problem = {ParseProblem::Kind::TooLarge, 0};
    else if (const auto hidden = hiddenCharacter(text); hidden != std::string_view::npos)
        result.problem = {ParseProblem::Kind::HiddenCharacters, hidden};
    ParsedLine found;
    if (!result.problem || result.problem->kind == ParseProblem::Kind::HiddenCharacters)
        ShellReader(text, from, found).readLine(readsPipe);
    if (result.problem)
        found.problem = result.problem;
    return found;
}

} // namespace kalpana::permissions
