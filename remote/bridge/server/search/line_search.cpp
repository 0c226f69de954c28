#include "remote/bridge/server/search/line_search.h"

#include <algorithm>
#include <cstring>

namespace kalpana::bridge::server {

namespace {

/// How often a byte is met in source code and prose, roughly: the most frequent first, and what is not here is rare.
constexpr std::string_view kFrequent =
    " etaonirsldcupmhfg\n.,_()bvy-=/0\"';:x1wk*TSECAR{}>2I<PLND\tOM3q#8F4j5B6U79GHzV[]W+Q&KYX!|\\%@~J$Z?^`";

LineSearch::Hit lineAt(std::string_view text, std::size_t at)
{
    const auto before = at == 0 ? std::string_view::npos : text.rfind('\n', at - 1);
    LineSearch::Hit hit{.start = before == std::string_view::npos ? 0 : before + 1};
    const auto end = text.find('\n', at);
    hit.end = std::min(end, text.size());
    hit.next = end == std::string_view::npos ? text.size() : end + 1;
    if (end != std::string_view::npos && hit.end > hit.start && text[hit.end - 1] == '\r')
        --hit.end;
    return hit;
}

} // namespace

LineSearch::LineSearch(const Regex& regex) : m_regex(regex)
{
    const auto& required = regex.required();
    std::size_t rarest = 0;
    for (std::size_t at = 0; at < required.size(); ++at) {
        const auto rank = std::min(kFrequent.find(required[at]), kFrequent.size());
        if (rank >= rarest) {
            rarest = rank;
            m_rarest = at;
        }
    }
    // One byte that must be there is nearly everywhere; looking at each byte is quicker then.
    if (required.size() <= (regex.isLiteral() ? 0U : 1U))
        m_dfa.emplace(regex);
}

std::size_t LineSearch::findRequired(std::string_view text, std::size_t from) const
{
    const auto& required = m_regex.required();
    for (std::size_t at = from + m_rarest; at < text.size(); ++at) {
        const void* found = std::memchr(text.data() + at, required[m_rarest], text.size() - at);
        if (found == nullptr)
            break;
        at = static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
        if (text.substr(at - m_rarest).starts_with(required))
            return at - m_rarest;
    }
    return std::string_view::npos;
}

std::optional<LineSearch::Hit> LineSearch::next(std::string_view text, std::size_t from)
{
    while (from < text.size()) {
        std::size_t at = 0;
        bool isSure = false;
        if (!m_dfa) {
            at = findRequired(text, from);
            if (at == std::string_view::npos)
                return std::nullopt;
        } else {
            const auto result = m_dfa->find(text, from);
            if (result.found == LineDfa::Found::Nothing)
                return std::nullopt;
            at = result.at;
            isSure = result.found == LineDfa::Found::Line;
        }
        auto hit = lineAt(text, at);
        from = hit.next;
        const auto match = m_regex.find(text.substr(hit.start, hit.end - hit.start), m_scratch);
        if (!match && !isSure)
            continue;
        hit.match = match.value_or(0);
        return hit;
    }
    return std::nullopt;
}

} // namespace kalpana::bridge::server
