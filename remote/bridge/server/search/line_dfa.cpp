#include "remote/bridge/server/search/line_dfa.h"

#include <algorithm>

namespace kalpana::bridge::server {

namespace {

using Kind = Regex::Step::Kind;

constexpr std::size_t kMostStates = 4096;
constexpr std::size_t kMostSteps = 1U << 20U; // of all states together

bool isAsciiWord(unsigned char byte)
{
    return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte == '_';
}

} // namespace

LineDfa::LineDfa(const Regex& regex) : m_regex(regex)
{
    for (const auto& step : regex.steps())
        m_hasWordEdges = m_hasWordEdges || step.kind == Kind::WordEdge || step.kind == Kind::NotWordEdge;
    std::map<std::vector<bool>, std::uint8_t> classes;
    for (unsigned byte = 0; byte < 256; ++byte) {
        std::vector<bool> of;
        for (const auto& set : regex.sets())
            of.push_back(set.test(byte));
        if (m_hasWordEdges) {
            of.push_back(isAsciiWord(static_cast<unsigned char>(byte)));
            of.push_back(byte >= 0x80);
        }
        const auto [known, isNew] = classes.try_emplace(of, static_cast<std::uint8_t>(classes.size()));
        m_classOf.at(byte) = known->second;
        if (isNew)
            m_example.push_back(static_cast<unsigned char>(byte));
    }
    m_classes = static_cast<unsigned>(classes.size());
    forget();
}

bool LineDfa::isFull() const
{
    return m_sets.size() >= kMostStates || m_stepsKept >= kMostSteps;
}

void LineDfa::forget()
{
    m_stepsKept = 0;
    m_known.clear();
    m_sets.assign(kFirst, {});
    m_next.assign(kFirst * (m_classes + 1), kUnknown);
    m_start = stateOf({.steps = {0}, .atStart = true});
}

LineDfa::State LineDfa::stateOf(Set set)
{
    const auto [known, isNew] = m_known.try_emplace(set, static_cast<State>(m_sets.size()));
    if (isNew) {
        m_stepsKept += set.steps.size();
        m_sets.push_back(std::move(set));
        m_next.resize(m_sets.size() * (m_classes + 1), kUnknown);
    }
    return known->second;
}

LineDfa::State LineDfa::next(State state, unsigned input)
{
    const auto known = m_next[state * (m_classes + 1) + input];
    return known != kUnknown ? known : make(state, input);
}

/// Follows what can be followed before the input (whether a word ends here is known by now), then takes it.
LineDfa::State LineDfa::make(State state, unsigned input)
{
    const bool isEnd = input == m_classes;
    const unsigned char byte = isEnd ? '\n' : m_example[input];
    const Set& from = m_sets[state];
    const bool atEdge = from.afterWord != (!isEnd && isAsciiWord(byte));
    Set to{.afterWord = m_hasWordEdges && isAsciiWord(byte)};
    State result = kUnknown;
    std::vector<bool> seen(m_regex.steps().size());
    std::vector<std::uint32_t> pending(from.steps.rbegin(), from.steps.rend());
    while (!pending.empty() && result == kUnknown) {
        const auto at = pending.back();
        pending.pop_back();
        if (seen[at])
            continue;
        seen[at] = true;
        const auto& step = m_regex.steps()[at];
        switch (step.kind) {
        case Kind::Match:
            result = kMatched;
            break;
        case Kind::Byte:
            if (!isEnd && m_regex.sets()[step.first].test(byte))
                to.steps.push_back(at + 1);
            break;
        case Kind::Split:
            pending.push_back(step.second);
            [[fallthrough]];
        case Kind::Jump:
            pending.push_back(step.first);
            break;
        default:
            if (step.kind == Kind::LineStart  ? from.atStart
                : step.kind == Kind::LineEnd  ? isEnd
                : step.kind == Kind::WordEdge ? atEdge
                                              : !atEdge)
                pending.push_back(at + 1);
        }
    }
    if (m_hasWordEdges && !isEnd && byte >= 0x80)
        result = kUnsure; // where words end is for those to say who know all characters
    if (result == kUnknown && isEnd)
        result = m_start; // of the next line
    if (result == kUnknown) {
        to.steps.push_back(0); // a match may begin anywhere
        std::ranges::sort(to.steps);
        const auto twice = std::ranges::unique(to.steps);
        to.steps.erase(twice.begin(), twice.end());
        if (isFull())
            return kUnsure; // find() begins anew
        result = stateOf(std::move(to));
    }
    m_next[state * (m_classes + 1) + input] = result;
    return result;
}

LineDfa::Result LineDfa::find(std::string_view text, std::size_t from)
{
    if (isFull())
        forget();
    State state = m_start;
    for (std::size_t at = from; at < text.size(); ++at) {
        const char byte = text[at];
        const bool isEnd = byte == '\n' || (byte == '\r' && at + 1 < text.size() && text[at + 1] == '\n');
        state = next(state, isEnd ? m_classes : m_classOf[static_cast<unsigned char>(byte)]);
        if (state < kFirst)
            return {state == kMatched ? Found::Line : Found::Unsure, at};
        at += isEnd && byte == '\r' ? 1 : 0;
    }
    if (from < text.size() && !text.ends_with('\n')) {
        state = next(state, m_classes);
        if (state < kFirst)
            return {state == kMatched ? Found::Line : Found::Unsure, text.size() - 1};
    }
    return {};
}

} // namespace kalpana::bridge::server
