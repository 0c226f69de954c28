#include "remote/bridge/server/search/search.h"

#include "remote/bridge/server/files/pattern.h"
#include "remote/bridge/server/files/text.h"
#include "remote/bridge/server/files/walk.h"
#include "remote/bridge/server/search/regex.h"

#include <algorithm>
#include <fcntl.h>
#include <sys/stat.h>

namespace kalpana::bridge::server {

namespace {

constexpr off_t kMaxFile = 64 << 20;

/// Reads all of it; nothing where it is too large, no plain file, or not text.
bool readText(const Entry& entry, std::string& content)
{
    const UniqueFd file(::openat(entry.folder, entry.name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    struct stat facts{};
    if (!file || ::fstat(file.get(), &facts) != 0 || !S_ISREG(facts.st_mode) || facts.st_size > kMaxFile)
        return false;
    content.resize(static_cast<std::size_t>(facts.st_size));
    std::size_t size = 0;
    while (size < content.size()) {
        const ssize_t count = ::read(file.get(), content.data() + size, content.size() - size);
        if (count <= 0)
            break;
        size += static_cast<std::size_t>(count);
    }
    content.resize(size);
    return content.find('\0') == std::string::npos;
}

class Search final {
public:
    Search(const SearchSpec& spec, Regex regex) : m_spec(spec), m_regex(std::move(regex)), m_glob(spec.glob) {}

    Visit visit(const Entry& entry)
    {
        if (entry.kind != Kind::File || (!m_glob.isEmpty() && m_glob.matches(entry.path, false) == m_glob.isNegated()))
            return Visit::GoOn;
        if (!readText(entry, m_content))
            return Visit::GoOn;
        std::string_view rest = m_content;
        for (std::uint64_t number = 1; !rest.empty(); ++number) {
            const auto end = std::min(rest.find('\n'), rest.size());
            auto line = rest.substr(0, end);
            rest.remove_prefix(std::min(end + 1, rest.size()));
            if (line.ends_with('\r'))
                line.remove_suffix(1);
            const auto at = m_regex.find(line);
            if (!at)
                continue;
            if (outcome.matches.size() >= m_spec.limit) {
                outcome.truncated = true;
                return Visit::Stop;
            }
            outcome.matches.push_back({std::string(entry.path), number, *at + 1, shownLine(line, *at)});
        }
        return Visit::GoOn;
    }

    SearchOutcome outcome;

private:
    const SearchSpec& m_spec;
    Regex m_regex;
    Pattern m_glob;
    std::string m_content;
};

} // namespace

std::string shownLine(std::string_view line, std::size_t matchAt)
{
    if (line.size() <= kMaxMatchText)
        return std::string(line);
    constexpr std::size_t before = 100;
    const std::size_t from = matchAt > before ? matchAt - before : 0;
    return std::string(wholeCharacters(line.substr(from, kMaxMatchText)));
}

Outcome<SearchOutcome> searchFiles(const Root& root, const SearchSpec& spec, const std::stop_token& stop)
{
    auto regex = Regex::compile(spec.query, {.literal = !spec.regex, .caseSensitive = spec.caseSensitive});
    if (!regex)
        return std::unexpected(regex.error());
    Search search(spec, std::move(*regex));
    const auto walked = walk(root, {.recursive = true, .respectIgnore = true}, stop,
                             [&search](const Entry& entry) { return search.visit(entry); });
    if (!walked)
        return std::unexpected(walked.error());
    return std::move(search.outcome);
}

} // namespace kalpana::bridge::server
