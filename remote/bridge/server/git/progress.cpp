#include "remote/bridge/server/git/progress.h"

#include <array>
#include <charconv>

namespace kalpana::bridge::server {

namespace {

constexpr std::array<std::string_view, 7> kPhases{"Enumerating objects", "Counting objects", "Compressing objects",
                                                  "Receiving objects",   "Resolving deltas", "Updating files",
                                                  "Filtering content"};
constexpr std::size_t kLongestLine = 4096;
constexpr std::size_t kMostSaid = 65536;

} // namespace

std::optional<GitProgress> parseProgress(std::string_view line)
{
    if (line.starts_with("remote: "))
        line.remove_prefix(8);
    for (const auto phase : kPhases) {
        if (!line.starts_with(phase) || !line.substr(phase.size()).starts_with(": "))
            continue;
        line.remove_prefix(phase.size() + 2);
        line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
        int percent = 0;
        const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), percent);
        const bool isPercent = error == std::errc() && end != line.data() + line.size() && *end == '%';
        if (isPercent && (percent < 0 || percent > 100))
            return std::nullopt;
        return GitProgress{phase, isPercent ? percent : 0};
    }
    return std::nullopt;
}

std::optional<GitProgress> ProgressReader::take(char end)
{
    const auto progress = parseProgress(m_line);
    if (!progress && end == '\n' && m_line.find_first_not_of(" \t") != std::string::npos)
        m_said += m_line + '\n';
    if (m_said.size() > kMostSaid)
        m_said.erase(0, m_said.size() - kMostSaid);
    m_line.clear();
    return progress;
}

std::optional<GitProgress> ProgressReader::feed(std::string_view bytes)
{
    std::optional<GitProgress> last;
    for (const char byte : bytes) {
        if (byte == '\r' || byte == '\n') {
            if (const auto progress = take(byte))
                last = progress;
        } else if (m_line.size() < kLongestLine) {
            m_line += byte;
        }
    }
    return last;
}

std::string ProgressReader::finish()
{
    (void)take('\n');
    return std::move(m_said);
}

} // namespace kalpana::bridge::server
