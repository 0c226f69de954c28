#include "remote/bridge/server/search/search.h"

#include "remote/bridge/server/files/text.h"
#include "remote/bridge/server/search/characters.h"
#include "remote/bridge/server/search/file_search.h"

#include <algorithm>
#include <mutex>
#include <thread>

namespace kalpana::bridge::server {

namespace {

constexpr unsigned kMostThreads = 8;

bool isUpper(char byte)
{
    return byte >= 'A' && byte <= 'Z';
}

} // namespace

std::string shownLine(std::string_view line, std::size_t matchAt)
{
    if (line.size() <= kMaxMatchText)
        return std::string(line);
    constexpr std::size_t before = 100;
    const std::size_t from = matchAt > before ? matchAt - before : 0;
    return std::string(wholeCharacters(line.substr(from, kMaxMatchText)));
}

bool isCaseSensitive(const SearchSpec& spec)
{
    if (spec.letters != SearchSpec::Case::Smart)
        return spec.letters == SearchSpec::Case::Sensitive;
    for (std::size_t at = 0; at < spec.query.size(); ++at) {
        if (spec.regex && spec.query[at] == '\\')
            ++at; // \W is no letter
        else if (isUpper(spec.query[at]))
            return true;
    }
    return false;
}

Outcome<void> searchFiles(const Root& root, const SearchSpec& spec, const std::stop_token& stop,
                          const TakeMatches& take)
{
    const auto regex = Regex::compile(spec.query, {.literal = !spec.regex, .caseSensitive = isCaseSensitive(spec)});
    if (!regex)
        return std::unexpected(regex.error());
    const auto threads = std::clamp(std::thread::hardware_concurrency(), 1U, kMostThreads);
    std::vector<FileSearch> searches;
    searches.reserve(threads);
    for (unsigned i = 0; i < threads; ++i)
        searches.emplace_back(*regex, spec);
    std::mutex taking;
    return walkInParallel(root, {.path = spec.path, .globs = Globs(spec.include, spec.exclude)}, threads, stop,
                          [&](const Entry& entry, unsigned worker) {
                              if (entry.kind != Kind::File)
                                  return Visit::GoOn;
                              auto matches = searches[worker].search(entry, spec.limit + 1);
                              if (matches.empty())
                                  return Visit::GoOn;
                              const std::scoped_lock lock(taking);
                              return take(std::move(matches)) ? Visit::GoOn : Visit::Stop;
                          });
}

} // namespace kalpana::bridge::server
