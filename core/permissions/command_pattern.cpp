#include "core/permissions/command_pattern.h"

#include "core/permissions/glob.h"

#include <algorithm>
#include <span>

namespace kalpana::permissions {

CommandPattern::CommandPattern(std::string_view pattern)
{
    for (std::size_t at = 0; at < pattern.size();) {
        const auto begin = pattern.find_first_not_of(" \t\n", at);
        if (begin == std::string_view::npos)
            break;
        at = std::min(pattern.size(), pattern.find_first_of(" \t\n", begin));
        m_words.emplace_back(pattern.substr(begin, at - begin));
    }
    m_open = m_words.size() > 1 && m_words.back() == "*";
    if (m_open)
        m_words.pop_back();
}

CommandPattern::Match CommandPattern::allows(const std::vector<Word>& words) const
{
    if (words.empty() || !words[0].known)
        return Match::No;
    return match(words, words[0].text);
}

CommandPattern::Match CommandPattern::stops(const std::vector<Word>& words) const
{
    if (words.empty())
        return Match::No;
    if (m_words.size() == 1 && m_words[0] == "*")
        return Match::Yes; // every command, whoever wrote it did not mean those without arguments
    if (!words[0].known)
        return Match::Perhaps;
    return std::max(match(words, words[0].text), match(words, baseName(words[0].text)));
}

CommandPattern::Match CommandPattern::match(const std::vector<Word>& words, std::string_view name) const
{
    if (m_words.empty() || words.empty() || !matchesWord(m_words[0], name))
        return Match::No;
    for (std::size_t at = 1; at < m_words.size(); ++at) {
        if (at >= words.size())
            return Match::No;
        // It may be several words or none, so that nothing behind it has a place.
        if (!words[at].known || words[at].tilde)
            return Match::Perhaps;
        if (!matchesWord(m_words[at], words[at].text))
            return Match::No;
    }
    if (m_open || words.size() == m_words.size())
        return Match::Yes;
    const auto rest = std::span(words).subspan(m_words.size());
    return std::ranges::all_of(rest, [](const Word& word) { return !word.known && !word.quoted; }) ? Match::Perhaps
                                                                                                   : Match::No;
}

std::string_view baseName(std::string_view program)
{
    return program.substr(program.rfind('/') + 1);
}

} // namespace kalpana::permissions
