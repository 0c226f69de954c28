#include "remote/bridge/server/search/file_search.h"

#include "remote/bridge/server/files/encoding.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>

namespace kalpana::bridge::server {

namespace {

constexpr std::size_t kBlock = 1U << 20U;
constexpr std::size_t kLongestLine = 64U << 20U; // files with longer ones are data
constexpr std::size_t kLongestDecoded = 16U << 20U;

std::string_view withoutReturn(std::string_view line)
{
    if (line.ends_with('\r'))
        line.remove_suffix(1);
    return line;
}

/// The lines before `start`, at most `count`, the first one first.
std::vector<std::string> linesBefore(std::string_view text, std::size_t start, std::uint64_t count)
{
    std::vector<std::string> lines;
    while (start > 0 && lines.size() < count) {
        const auto end = start - 1; // its "\n"
        const auto before = end == 0 ? std::string_view::npos : text.rfind('\n', end - 1);
        start = before == std::string_view::npos ? 0 : before + 1;
        lines.push_back(shownLine(withoutReturn(text.substr(start, end - start)), 0));
    }
    std::ranges::reverse(lines);
    return lines;
}

std::vector<std::string> linesAfter(std::string_view text, std::size_t start, std::uint64_t count)
{
    std::vector<std::string> lines;
    while (start < text.size() && lines.size() < count) {
        const auto end = std::min(text.find('\n', start), text.size());
        const auto line = text.substr(start, end - start);
        lines.push_back(shownLine(end < text.size() ? withoutReturn(line) : line, 0));
        start = end + 1;
    }
    return lines;
}

} // namespace

std::vector<Match> FileSearch::search(const Entry& entry, std::uint64_t most)
{
    const UniqueFd file(::openat(entry.folder, entry.name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
    std::vector<Match> matches;
    if (!file)
        return matches;
    m_size = m_at = m_counted = 0;
    m_number = 1;
    m_ended = false;
    for (bool isFirst = true; !m_ended; isFirst = false) {
        letGo();
        const auto before = m_size;
        if (m_size - m_at > kLongestLine || !fill(file.get()))
            return {};
        if (isFirst && !decodeMarked(file.get()))
            return {};
        if (std::memchr(m_buffer.data() + before, '\0', m_size - before) != nullptr)
            return {};
        searchBlock(entry.path, matches, most);
    }
    return matches;
}

/// The start of the line that a place is in.
std::size_t FileSearch::lineStart(std::size_t at) const
{
    const void* end = at == 0 ? nullptr : ::memrchr(m_buffer.data(), '\n', at);
    return end == nullptr ? 0 : static_cast<std::size_t>(static_cast<const char*>(end) - m_buffer.data()) + 1;
}

/// Makes room: of what was searched, only the lines of context are of interest.
void FileSearch::letGo()
{
    std::size_t keep = m_at;
    for (std::uint64_t lines = 0; keep > 0 && lines < m_spec.context; ++lines)
        keep = lineStart(keep - 1);
    countLines(keep);
    std::memmove(m_buffer.data(), m_buffer.data() + keep, m_size - keep);
    m_size -= keep;
    m_at -= keep;
    m_counted -= keep;
}

bool FileSearch::fill(int file)
{
    const auto wanted = m_size + kBlock;
    if (m_buffer.size() < wanted)
        m_buffer.resize(wanted);
    while (m_size < wanted && !m_ended) {
        const ssize_t count = ::read(file, m_buffer.data() + m_size, wanted - m_size);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return false; // a folder by now, or a broken disk
        m_size += static_cast<std::size_t>(count);
        m_ended = count == 0;
    }
    return true;
}

/// A byte order mark is no part of the first line. With that of UTF-16 all of the file is read and made UTF-8.
bool FileSearch::decodeMarked(int file)
{
    const std::string_view begun(m_buffer.data(), m_size);
    for (const auto encoding : {Encoding::Utf8Bom, Encoding::Utf16Le, Encoding::Utf16Be}) {
        const auto mark = byteOrderMark(encoding);
        if (!begun.starts_with(mark))
            continue;
        if (encoding == Encoding::Utf8Bom) {
            m_size -= mark.size();
            std::memmove(m_buffer.data(), m_buffer.data() + mark.size(), m_size);
            return true;
        }
        while (!m_ended && m_size <= kLongestDecoded)
            if (!fill(file))
                return false;
        m_buffer = decoded(encoding, std::string_view(m_buffer.data(), m_size));
        m_size = m_buffer.size();
        return m_ended;
    }
    return true;
}

/// Up to where lines are whole and those after them are here too, as many as a match wants.
std::size_t FileSearch::searchable() const
{
    if (m_ended)
        return m_size;
    std::size_t end = lineStart(m_size);
    for (std::uint64_t lines = 0; lines < m_spec.context && end > m_at; ++lines)
        end = lineStart(end - 1);
    return std::max(end, m_at);
}

void FileSearch::searchBlock(std::string_view path, std::vector<Match>& matches, std::uint64_t most)
{
    const std::string_view all(m_buffer.data(), m_size);
    const auto text = all.substr(0, searchable());
    while (const auto hit = matches.size() < most ? m_lines.next(text, m_at) : std::nullopt) {
        countLines(hit->start);
        m_at = hit->next;
        const auto line = all.substr(hit->start, hit->end - hit->start);
        matches.push_back({.path = std::string(path),
                           .line = m_number,
                           .column = hit->match + 1,
                           .text = shownLine(line, hit->match),
                           .before = linesBefore(all, hit->start, m_spec.context),
                           .after = linesAfter(all, hit->next, m_spec.context)});
    }
    m_at = text.size();
    m_ended = m_ended || matches.size() >= most;
}

void FileSearch::countLines(std::size_t to)
{
    if (to <= m_counted)
        return;
    m_number += static_cast<std::uint64_t>(std::count(m_buffer.begin() + static_cast<std::ptrdiff_t>(m_counted),
                                                      m_buffer.begin() + static_cast<std::ptrdiff_t>(to), '\n'));
    m_counted = to;
}

} // namespace kalpana::bridge::server
