#include "remote/bridge/server/files/ignore.h"

#include <algorithm>
#include <array>
#include <fcntl.h>
#include <optional>
#include <ranges>
#include <unistd.h>

namespace kalpana::bridge::server {

namespace {

constexpr std::size_t kMostRuleBytes = 1U << 20U;

std::vector<Pattern> patternsIn(std::string_view text)
{
    constexpr std::string_view mark = "\xef\xbb\xbf";
    std::vector<Pattern> patterns;
    text.remove_prefix(text.starts_with(mark) ? mark.size() : 0);
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        if (Pattern pattern(text.substr(0, end)); !pattern.isEmpty())
            patterns.push_back(std::move(pattern));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return patterns;
}

/// What the last pattern that says anything says; nothing where none does.
std::optional<bool> ignoredBy(const std::vector<Pattern>& patterns, std::string_view path, std::string_view name,
                              bool isFolder)
{
    for (const auto& pattern : std::views::reverse(patterns))
        if (pattern.matches(path, name, isFolder))
            return !pattern.isNegated();
    return std::nullopt;
}

/// A rule file that is a plain file: Git follows no link there either.
std::string ruleFile(int folder, const char* name)
{
    const UniqueFd file(::openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
    std::string text;
    std::array<char, 4096> buffer;
    while (file && text.size() < kMostRuleBytes) {
        const ssize_t count = ::read(file.get(), buffer.data(), buffer.size());
        if (count <= 0)
            break;
        text.append(buffer.data(), static_cast<std::size_t>(count));
    }
    return text;
}

UniqueFd folderIn(int folder, const char* name)
{
    return UniqueFd(::openat(folder, name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
}

} // namespace

IgnoreRules::IgnoreRules(Pointer above, std::string_view folder, const Texts& texts)
    : m_above(std::move(above)), m_prefix(folder.empty() ? 0 : folder.size() + 1), m_isRepository(texts.isRepository),
      m_patterns(patternsIn(texts.ignore)), m_excludes(patternsIn(texts.exclude))
{
}

IgnoreRules::Pointer IgnoreRules::enter(Pointer above, std::string_view folder, const Texts& texts)
{
    auto rules = std::make_shared<IgnoreRules>(above, folder, texts);
    const bool saysNothing = rules->m_patterns.empty() && !rules->m_isRepository;
    return saysNothing && above ? above : rules;
}

IgnoreRules::Pointer IgnoreRules::read(Pointer above, std::string_view folder, int openFolder, bool mayHaveIgnore,
                                       bool mayHaveGit)
{
    if (!mayHaveIgnore && !mayHaveGit && above)
        return above;
    const auto ignore = mayHaveIgnore ? ruleFile(openFolder, ".gitignore") : std::string();
    std::string exclude;
    if (const auto git = mayHaveGit ? folderIn(openFolder, ".git") : UniqueFd(); git)
        if (const auto info = folderIn(git.get(), "info"); info)
            exclude = ruleFile(info.get(), "exclude");
    const bool isRepository = mayHaveGit && ::faccessat(openFolder, ".git", F_OK, AT_SYMLINK_NOFOLLOW) == 0;
    return enter(std::move(above), folder, {ignore, exclude, isRepository});
}

bool IgnoreRules::ignores(std::string_view path, bool isFolder) const
{
    const auto name = path.substr(path.rfind('/') + 1);
    const auto* rules = this;
    for (;; rules = rules->m_above.get()) {
        if (const auto said = ignoredBy(rules->m_patterns, path.substr(rules->m_prefix), name, isFolder))
            return *said;
        if (rules->m_isRepository || !rules->m_above)
            return ignoredBy(rules->m_excludes, path.substr(rules->m_prefix), name, isFolder).value_or(false);
    }
}

IgnoreRules::Pointer rulesAbove(const Root& root, std::string_view path)
{
    IgnoreRules::Pointer rules;
    for (std::size_t end = 0; !path.empty() && end != std::string_view::npos; end = path.find('/', end + 1)) {
        const auto above = path.substr(0, end);
        if (const auto folder = root.open(above, O_PATH | O_DIRECTORY); folder)
            rules = IgnoreRules::read(std::move(rules), above, folder->get(), true, true);
    }
    return rules;
}

} // namespace kalpana::bridge::server
