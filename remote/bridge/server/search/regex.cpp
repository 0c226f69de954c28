#include "remote/bridge/server/search/regex.h"

#include "remote/bridge/server/search/characters.h"
#include "remote/bridge/server/search/regex_compiler.h"

#include <algorithm>
#include <utility>

namespace kalpana::bridge::server {

namespace {

bool isWordEdge(std::string_view line, std::size_t at)
{
    const auto& words = Characters::words();
    const bool before = at > 0 && words.contains(characterBefore(line, at));
    return before != (at < line.size() && words.contains(characterAt(line, at)));
}

} // namespace

Outcome<Regex> Regex::compile(std::string_view text, Options options)
{
    return RegexCompiler(text, options).compile();
}

/// Puts into `scratch.next` a step, or what it leads to without taking a byte.
void Regex::follow(Scratch& scratch, std::uint32_t step, std::size_t start, std::string_view line, std::size_t at) const
{
    scratch.pending.assign(1, step);
    while (!scratch.pending.empty()) {
        const auto index = scratch.pending.back();
        scratch.pending.pop_back();
        if (std::exchange(scratch.seenAt[index], scratch.round) == scratch.round)
            continue;
        const auto& now = m_steps[index];
        switch (now.kind) {
        case Step::Kind::Byte:
            scratch.next.push_back({index, start});
            break;
        case Step::Kind::Split:
            scratch.pending.push_back(now.second);
            scratch.pending.push_back(now.first);
            break;
        case Step::Kind::Jump:
            scratch.pending.push_back(now.first);
            break;
        case Step::Kind::Match:
            scratch.matched = std::min(scratch.matched.value_or(start), start);
            break;
        default: {
            const bool holds = now.kind == Step::Kind::LineStart  ? at == 0
                               : now.kind == Step::Kind::LineEnd  ? at == line.size()
                               : now.kind == Step::Kind::WordEdge ? isWordEdge(line, at)
                                                                  : !isWordEdge(line, at);
            if (holds)
                scratch.pending.push_back(index + 1);
        }
        }
    }
}

std::optional<std::size_t> Regex::find(std::string_view line, Scratch& scratch) const
{
    if (m_isLiteral) {
        const auto at = line.find(m_required);
        return at == std::string_view::npos ? std::nullopt : std::optional(at);
    }
    if (line.find(m_required) == std::string_view::npos)
        return std::nullopt;
    scratch.seenAt.resize(m_steps.size());
    scratch.now.clear();
    scratch.matched.reset();
    for (std::size_t at = 0;; ++at) {
        // First the ways that go on, which began further left, then one that begins here.
        scratch.next.clear();
        ++scratch.round;
        if (at > 0) {
            const auto byte = static_cast<unsigned char>(line[at - 1]);
            for (const auto& thread : scratch.now) {
                if (scratch.matched && thread.start >= *scratch.matched)
                    break; // they only get later
                if (m_sets[m_steps[thread.step].first].test(byte))
                    follow(scratch, thread.step + 1, thread.start, line, at);
            }
        }
        if (!scratch.matched)
            follow(scratch, 0, at, line, at);
        if (at >= line.size() || (scratch.matched && scratch.next.empty()))
            return scratch.matched;
        std::swap(scratch.now, scratch.next);
    }
}

std::optional<std::size_t> Regex::find(std::string_view line) const
{
    Scratch scratch;
    return find(line, scratch);
}

} // namespace kalpana::bridge::server
