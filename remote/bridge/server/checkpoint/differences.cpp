#include "remote/bridge/server/checkpoint/differences.h"

#include "remote/bridge/server/git/porcelain.h"

#include <algorithm>
#include <charconv>

namespace kalpana::bridge::server {

namespace {

bool isWanted(std::string_view path, const std::vector<std::string>& paths)
{
    return paths.empty() || std::ranges::any_of(paths, [&](std::string_view wanted) {
               while (wanted.ends_with('/'))
                   wanted.remove_suffix(1);
               return path == wanted || wanted == "." ||
                      (path.starts_with(wanted) && path.substr(wanted.size()).starts_with('/'));
           });
}

Difference::Kind kindOf(char letter)
{
    switch (letter) {
    case 'A':
        return Difference::Kind::Added;
    case 'D':
        return Difference::Kind::Deleted;
    case 'T':
        return Difference::Kind::TypeChanged;
    default:
        return Difference::Kind::Modified;
    }
}

} // namespace

std::string_view wordOf(Difference::Kind kind)
{
    constexpr std::string_view words[]{"added", "deleted", "modified", "type_changed"};
    return words[static_cast<std::size_t>(kind)];
}

asio::awaitable<Outcome<std::vector<Difference>>> differences(const CheckpointRepository& repository, std::string from,
                                                              std::string to, std::vector<std::string> paths,
                                                              std::stop_token stop)
{
    std::vector<std::string> arguments{"diff-tree", "-r", "-z", "--raw", "--no-abbrev", "--no-renames", from, to};
    const auto raw = co_await repository.git(std::move(arguments), {}, std::move(stop));
    if (!raw)
        co_return std::unexpected(raw.error());
    std::vector<Difference> found;
    const auto parts = splitAtNul(*raw); // ":oldmode newmode oldobject newobject letter", then the path
    for (std::size_t i = 0; i + 1 < parts.size(); i += 2) {
        const auto facts = parts[i];
        const auto lastBlank = facts.rfind(' ');
        const auto objectBlank = facts.rfind(' ', lastBlank - 1);
        if (facts.size() < 15 || lastBlank == std::string_view::npos || objectBlank == std::string_view::npos)
            co_return failed(Code::Failed, "git printed a difference that the bridge can't read.");
        if (isWanted(parts[i + 1], paths))
            found.push_back({.kind = kindOf(facts[lastBlank + 1]),
                             .path = std::string(parts[i + 1]),
                             .mode = std::string(facts.substr(8, 6)),
                             .object = std::string(facts.substr(objectBlank + 1, lastBlank - objectBlank - 1)),
                             .modeBefore = std::string(facts.substr(1, 6)),
                             .objectBefore = std::string(facts.substr(15, objectBlank - 15))});
    }
    co_return found;
}

asio::awaitable<Outcome<std::map<std::string, LineCounts, std::less<>>>>
countLines(const CheckpointRepository& repository, std::string from, std::string to, std::stop_token stop)
{
    std::vector<std::string> arguments{"diff-tree",     "-r", "-z", "--numstat", "--no-renames", "--no-ext-diff",
                                       "--no-textconv", from, to};
    const auto said = co_await repository.git(std::move(arguments), {}, std::move(stop));
    if (!said)
        co_return std::unexpected(said.error());
    std::map<std::string, LineCounts, std::less<>> counts;
    for (const auto part : splitAtNul(*said)) { // "added\tremoved\tpath", "-\t-\tpath" where it is binary
        const auto first = part.find('\t');
        const auto second = first == std::string_view::npos ? first : part.find('\t', first + 1);
        if (second == std::string_view::npos)
            co_return failed(Code::Failed, "git counted lines in a way that the bridge can't read.");
        LineCounts one{.isBinary = part.starts_with('-')};
        std::from_chars(part.data(), part.data() + first, one.added);
        std::from_chars(part.data() + first + 1, part.data() + second, one.removed);
        counts.emplace(part.substr(second + 1), one);
    }
    co_return counts;
}

asio::awaitable<Outcome<Patch>> patch(const CheckpointRepository& repository, std::string from, std::string to,
                                      std::vector<std::string> paths, std::size_t mostBytes, std::stop_token stop)
{
    std::vector<std::string> arguments{
        "diff-tree", "-r", "-p", "--no-renames", "--no-color", "--no-ext-diff", "--no-textconv", "--full-index",
        from,        to,   "--"};
    arguments.insert(arguments.end(), paths.begin(), paths.end());
    GitSpec spec{.arguments = std::move(arguments), .environment = repository.environment(), .mostOutput = mostBytes};
    auto said = co_await repository.run(std::move(spec), std::move(stop));
    if (!said)
        co_return std::unexpected(said.error());
    if (said->exitCode != 0 && !said->isCutOff)
        co_return std::unexpected(gitFailure(*said));
    co_return Patch{std::move(said->output), said->isCutOff};
}

} // namespace kalpana::bridge::server
