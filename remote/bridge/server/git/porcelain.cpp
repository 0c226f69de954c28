#include "remote/bridge/server/git/porcelain.h"

#include <algorithm>
#include <charconv>

namespace kalpana::bridge::server {

namespace {

/// Takes the text up to the next blank, and the blank.
std::string_view takeWord(std::string_view& text)
{
    const auto end = std::min(text.find(' '), text.size());
    const auto word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return word;
}

std::optional<std::uint64_t> numberAfterSign(std::string_view word)
{
    if (word.empty())
        return std::nullopt;
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(word.data() + 1, word.data() + word.size(), number);
    return error == std::errc() ? std::optional(number) : std::nullopt;
}

void readHeader(std::string_view line, Status& status)
{
    const auto name = takeWord(line);
    if (name == "branch.oid" && line != "(initial)")
        status.commit = line;
    else if (name == "branch.head" && line != "(detached)")
        status.branch = line;
    else if (name == "branch.upstream")
        status.upstream = line;
    else if (name == "branch.ab") {
        status.ahead = numberAfterSign(takeWord(line));
        status.behind = numberAfterSign(takeWord(line));
    }
}

/// `1 XY sub mH mI mW hH hI path`; a rename has a score before its path, a conflict one mode and one hash more.
std::optional<StatusEntry> readEntry(std::string_view line, StatusEntry::Kind kind, int wordsToPath)
{
    const auto states = takeWord(line);
    const auto submodule = takeWord(line);
    for (int word = 0; word < wordsToPath; ++word)
        (void)takeWord(line);
    if (states.size() != 2 || line.empty())
        return std::nullopt;
    return StatusEntry{.kind = kind,
                       .staged = states[0],
                       .unstaged = states[1],
                       .isSubmodule = submodule.starts_with('S'),
                       .path = std::string(line)};
}

} // namespace

std::vector<std::string_view> splitAtNul(std::string_view text)
{
    std::vector<std::string_view> parts;
    for (auto end = text.find('\0'); end != std::string_view::npos; end = text.find('\0')) {
        parts.push_back(text.substr(0, end));
        text.remove_prefix(end + 1);
    }
    return parts;
}

Status parseStatus(std::string_view output)
{
    using Kind = StatusEntry::Kind;
    Status status;
    const auto lines = splitAtNul(output);
    for (std::size_t i = 0; i < lines.size(); ++i) {
        auto line = lines[i];
        const auto kind = takeWord(line);
        std::optional<StatusEntry> entry;
        if (kind == "#")
            readHeader(line, status);
        else if (kind == "1")
            entry = readEntry(line, Kind::Changed, 5);
        else if (kind == "u")
            entry = readEntry(line, Kind::Conflicted, 7);
        else if (kind == "?" || kind == "!")
            entry = StatusEntry{.kind = kind == "?" ? Kind::Untracked : Kind::Ignored, .path = std::string(line)};
        else if (kind == "2") {
            entry = readEntry(line, Kind::Renamed, 6);
            if (++i < lines.size() && entry)
                entry->original = lines[i];
        }
        if (entry && !entry->path.empty())
            status.entries.push_back(std::move(*entry));
    }
    return status;
}

} // namespace kalpana::bridge::server
