#include "remote/bridge/server/search/names.h"

#include "remote/bridge/server/files/walk.h"

#include <algorithm>
#include <thread>

namespace kalpana::bridge::server {

namespace {

constexpr unsigned kMostThreads = 8;
constexpr std::int32_t kNever = -1000000;
constexpr std::int32_t kLetter = 16;
constexpr std::int32_t kInName = 6;    ///< rather than in its folders
constexpr std::int32_t kUpperCase = 4; ///< where the query says so
constexpr std::int32_t kInARow = 12;
constexpr std::int32_t kNameStart = 18;
constexpr std::int32_t kFolderStart = 10;
constexpr std::int32_t kWordStart = 9;
constexpr std::int32_t kGap = -4;    ///< between letters, and
constexpr std::int32_t kLonger = -1; ///< for each byte in it
constexpr std::size_t kLongestPath = 1024;

char lower(char byte)
{
    return byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte + 32) : byte;
}

bool isLower(char byte)
{
    return byte >= 'a' && byte <= 'z';
}

bool isSign(char byte)
{
    return byte == '_' || byte == '-' || byte == '.' || byte == ' ';
}

/// What a letter at a place is worth for being there.
std::int32_t worthAt(std::string_view path, std::size_t at, std::size_t name)
{
    const std::int32_t worth = kLetter + (at >= name ? kInName : 0);
    if (at == name)
        return worth + kNameStart;
    const char before = path[at - 1];
    if (before == '/')
        return worth + kFolderStart;
    const bool hump = isLower(before) && path[at] != lower(path[at]);
    return worth + (isSign(before) || hump ? kWordStart : 0);
}

bool isBetter(const NamedFile& a, const NamedFile& b)
{
    if (a.score != b.score)
        return a.score > b.score;
    return a.path.size() != b.path.size() ? a.path.size() < b.path.size() : a.path < b.path;
}

/// The best files that one thread has met: a heap with the worst on top.
struct Best {
    std::vector<NamedFile> files = {};
    std::uint64_t found = 0;

    void add(std::int32_t score, std::string_view path, std::size_t limit)
    {
        ++found;
        if (limit == 0 || (files.size() >= limit && score < files.front().score))
            return;
        NamedFile file{std::string(path), score, {}};
        if (files.size() >= limit) {
            if (!isBetter(file, files.front()))
                return;
            std::ranges::pop_heap(files, isBetter);
            files.pop_back();
        }
        files.push_back(std::move(file));
        std::ranges::push_heap(files, isBetter);
    }
};

} // namespace

NameScore::NameScore(std::string_view query)
{
    for (const char letter : query)
        if (letter != ' ')
            m_query.push_back(letter);
    for (const char letter : m_query)
        m_lower.push_back(lower(letter));
}

bool NameScore::hasLetters(std::string_view path) const
{
    std::size_t at = 0;
    for (const char letter : m_lower) {
        while (at < path.size() && lower(path[at]) != letter)
            ++at;
        if (at++ >= path.size())
            return false;
    }
    return true;
}

void NameScore::fill(std::string_view path)
{
    const auto width = path.size();
    const auto name = path.rfind('/') + 1;
    m_best.assign(m_lower.size() * width, kNever);
    for (std::size_t letter = 0; letter < m_lower.size(); ++letter) {
        std::int32_t* row = m_best.data() + letter * width;
        const std::int32_t* above = letter == 0 ? nullptr : row - width;
        std::int32_t withGap = letter == 0 ? 0 : kNever; // the best of the letters before, less the way from there
        for (std::size_t at = letter; at < width; ++at) {
            if (lower(path[at]) == m_lower[letter]) {
                const auto inARow = above == nullptr ? kNever : above[at - 1] + kInARow;
                row[at] = std::max(inARow, withGap) + worthAt(path, at, name) +
                          (path[at] == m_query[letter] && m_query[letter] != m_lower[letter] ? kUpperCase : 0);
            }
            if (above != nullptr)
                withGap = std::max(withGap + kLonger, above[at - (at == 0 ? 0 : 1)] + kGap);
        }
    }
}

std::optional<std::int32_t> NameScore::of(std::string_view path, std::vector<std::uint32_t>* places)
{
    path = path.substr(0, kLongestPath);
    if (!hasLetters(path))
        return std::nullopt;
    const auto length = static_cast<std::int32_t>(path.size());
    if (m_lower.empty())
        return -length;
    fill(path);
    const auto width = path.size();
    const auto* last = m_best.data() + (m_lower.size() - 1) * width;
    const auto* best = std::max_element(last, last + width);
    if (places != nullptr) {
        places->assign(m_lower.size(), 0);
        auto at = static_cast<std::size_t>(best - last);
        for (auto letter = m_lower.size(); letter-- > 0;) {
            (*places)[letter] = static_cast<std::uint32_t>(at);
            if (letter == 0)
                break;
            // The place before from which the score at this one came.
            const auto* above = m_best.data() + (letter - 1) * width;
            std::size_t from = at - 1;
            std::int32_t most = above[at - 1] + kInARow;
            for (std::size_t other = at - 1; other-- > 0;) {
                const auto gap = static_cast<std::int32_t>(at - other - 2) * kLonger + kGap;
                if (above[other] + gap > most) {
                    most = above[other] + gap;
                    from = other;
                }
            }
            at = from;
        }
    }
    return *best * 4 - length;
}

Outcome<NamedFiles> findNames(const Root& root, const NamesSpec& spec, const std::stop_token& stop)
{
    const auto threads = std::clamp(std::thread::hardware_concurrency(), 1U, kMostThreads);
    std::vector<NameScore> scores(threads, NameScore(spec.query));
    std::vector<Best> best(threads);
    const auto walked = walkInParallel(root, {.path = spec.path, .respectIgnore = spec.respectIgnore}, threads, stop,
                                       [&](const Entry& entry, unsigned worker) {
                                           if (entry.kind == Kind::Folder)
                                               return Visit::GoOn;
                                           if (const auto score = scores[worker].of(entry.path))
                                               best[worker].add(*score, entry.path, spec.limit);
                                           return Visit::GoOn;
                                       });
    if (!walked)
        return std::unexpected(walked.error());
    NamedFiles all;
    for (auto& one : best) {
        all.found += one.found;
        std::ranges::move(one.files, std::back_inserter(all.files));
    }
    std::ranges::sort(all.files, isBetter);
    all.files.resize(std::min(all.files.size(), spec.limit));
    for (auto& file : all.files)
        (void)scores.front().of(file.path, &file.places);
    return all;
}

} // namespace kalpana::bridge::server
