#include "remote/bridge/server/search/regex.h"

#include "remote/bridge/server/search/regex_compiler.h"

namespace kalpana::bridge::server {

namespace {

bool isWord(std::string_view line, std::size_t at)
{
    if (at >= line.size())
        return false;
    const char byte = line[at];
    return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte == '_';
}

bool isWordEdge(std::string_view line, std::size_t at)
{
    return (at > 0 && isWord(line, at - 1)) != isWord(line, at);
}

} // namespace

/// The ways that are being followed, those with the leftmost start first; no step twice.
struct Regex::Threads {
    explicit Threads(std::size_t steps) : seenAt(steps, SIZE_MAX) {}

    std::vector<Thread> list = {};
    std::vector<std::size_t> seenAt; ///< the place in the line at which a step was put in
    std::vector<std::uint32_t> pending = {};
    std::optional<std::size_t> matched = {};
};

Outcome<Regex> Regex::compile(std::string_view text, Options options)
{
    return RegexCompiler(text, options).compile();
}

/// Puts in a step, or what it leads to without taking a byte.
void Regex::follow(Threads& threads, std::uint32_t step, std::size_t start, std::string_view line, std::size_t at) const
{
    threads.pending.assign(1, step);
    while (!threads.pending.empty()) {
        const auto index = threads.pending.back();
        threads.pending.pop_back();
        if (threads.seenAt[index] == at)
            continue;
        threads.seenAt[index] = at;
        const auto& now = m_steps[index];
        switch (now.kind) {
        case Step::Kind::Byte:
            threads.list.push_back({index, start});
            break;
        case Step::Kind::Split:
            threads.pending.push_back(now.second);
            threads.pending.push_back(now.first);
            break;
        case Step::Kind::Jump:
            threads.pending.push_back(now.first);
            break;
        case Step::Kind::Match:
            threads.matched = std::min(threads.matched.value_or(start), start);
            break;
        default: {
            const bool holds = now.kind == Step::Kind::LineStart  ? at == 0
                               : now.kind == Step::Kind::LineEnd  ? at == line.size()
                               : now.kind == Step::Kind::WordEdge ? isWordEdge(line, at)
                                                                  : !isWordEdge(line, at);
            if (holds)
                threads.pending.push_back(index + 1);
        }
        }
    }
}

std::optional<std::size_t> Regex::find(std::string_view line) const
{
    std::size_t at = 0;
    if (!m_prefix.empty()) {
        at = line.find(m_prefix);
        if (at == std::string_view::npos)
            return std::nullopt;
        if (m_steps.size() == m_prefix.size() + 1)
            return at;
    }
    Threads now(m_steps.size());
    Threads next(m_steps.size());
    for (;; ++at) {
        if (!now.matched)
            follow(now, 0, at, line, at);
        if (at >= line.size() || (now.matched && now.list.empty()))
            return now.matched;
        next.list.clear();
        next.matched = now.matched;
        const auto byte = static_cast<unsigned char>(line[at]);
        for (const auto& thread : now.list) {
            if (now.matched && thread.start >= *now.matched)
                break; // they only get later
            if (m_sets[m_steps[thread.step].first].test(byte))
                follow(next, thread.step + 1, thread.start, line, at + 1);
        }
        std::swap(now, next);
    }
}

} // namespace kalpana::bridge::server
