#include "core/permissions/danger.h"
#include "core/permissions/words.h"

#include <array>

namespace kalpana::permissions {

namespace {

using Kind = Danger::Kind;
using Arguments = std::span<const Word>;

std::optional<Danger> dangerOfPush(Arguments arguments)
{
    for (const auto& word : arguments) {
        const auto& text = word.text;
        if (!word.known)
            return Danger{Kind::ForcePush, word.source};
        if (hasLetter(word, 'f') || hasLetter(word, 'd') || isLong(word, "force") || isLong(word, "force-with-lease") ||
            isLong(word, "force-if-includes") || isLong(word, "mirror") || isLong(word, "delete") ||
            isLong(word, "prune") || text.starts_with('+') || text.starts_with(':'))
            return Danger{Kind::ForcePush, text};
        if (isLong(word, "receive-pack") || isLong(word, "exec") || text.contains("::"))
            return Danger{Kind::RunsOthers, text};
    }
    return std::nullopt;
}

/// Subcommands that give up commits, branches or changes whatever follows.
constexpr std::array<std::string_view, 12> rewriting{"rebase",  "filter-branch",  "filter-repo", "update-ref",
                                                     "replace", "symbolic-ref",   "read-tree",   "fast-import",
                                                     "prune",   "checkout-index", "rm",          "restore"};

struct Rewriting {
    std::string_view command;
    std::string_view letters;
    std::array<std::string_view, 4> words; ///< Options without dashes in front, or subcommands.
};

constexpr std::array rewritingWith{
    Rewriting{"reset", "", {"--hard", "--merge", "--keep", ""}},
    Rewriting{"commit", "", {"--amend", "--fixup", "--squash", ""}},
    Rewriting{"branch", "dDfMmCc", {"--delete", "--force", "--move", "--copy"}},
    Rewriting{"tag", "df", {"--delete", "--force", "", ""}},
    Rewriting{"stash", "", {"drop", "clear", "pop", ""}},
    Rewriting{"reflog", "", {"expire", "delete", "", ""}},
    Rewriting{"checkout", "fB", {"--force", "--", ".", "--ours"}},
    Rewriting{"switch", "fC", {"--force", "--discard-changes", "--force-create", ""}},
    Rewriting{"gc", "", {"--prune", "--aggressive", "", ""}},
    Rewriting{"worktree", "f", {"remove", "prune", "--force", ""}},
    Rewriting{"submodule", "f", {"deinit", "--force", "", ""}},
    Rewriting{"remote", "", {"remove", "rm", "prune", "set-url"}},
    Rewriting{"notes", "", {"remove", "prune", "", ""}},
    Rewriting{"am", "", {"--abort", "--skip", "", ""}},
    Rewriting{"merge", "", {"--abort", "", "", ""}},
    Rewriting{"cherry-pick", "", {"--abort", "", "", ""}},
    Rewriting{"pull", "rf", {"--rebase", "--force", "", ""}},
    Rewriting{"fetch", "fp", {"--force", "--prune", "--prune-tags", ""}},
};

std::optional<Danger> dangerOfSubcommand(std::string_view name, Arguments arguments)
{
    if (name == "push")
        return dangerOfPush(arguments);
    if (name == "clean") {
        const bool dry = hasLetter(arguments, "n") || hasLong(arguments, "dry-run");
        return dry ? std::nullopt : std::optional(Danger{Kind::RecursiveDelete, "git clean"});
    }
    if (isOneOf(name, rewriting))
        return Danger{Kind::HistoryRewrite, "git " + std::string(name)};
    if (name == "checkout" && !hasLetter(arguments, "bt")) {
        // "checkout COMMIT FILE" and "checkout FILE" throw changes away; what has a dot is taken for a file.
        const auto isOperand = [](const Word& word) { return !word.text.starts_with('-'); };
        const auto operands = std::ranges::count_if(arguments, isOperand);
        for (const auto& word : arguments)
            if (isOperand(word) && (operands > 1 || word.text.find('.', 1) != std::string::npos))
                return Danger{Kind::HistoryRewrite, "git checkout " + word.source};
    }
    for (const auto& row : rewritingWith) {
        if (row.command != name)
            continue;
        for (const auto& word : arguments) {
            const bool letter = std::ranges::any_of(row.letters, [&](char c) { return hasLetter(word, c); });
            const bool told = std::ranges::any_of(row.words, [&](std::string_view option) {
                return !option.empty() && word.known &&
                       (option.size() > 2 && option.starts_with("--") ? isLong(word, option.substr(2))
                                                                      : word.text == option);
            });
            if (letter || told || (!word.known && !word.quoted && !word.glob))
                return Danger{Kind::HistoryRewrite, "git " + std::string(name) + ' ' + word.source};
        }
    }
    const auto runs = [&] {
        if (name == "bisect")
            return hasText(arguments, "run");
        if (name == "submodule")
            return hasText(arguments, "foreach");
        if (name == "config" || name == "difftool" || name == "mergetool" || name == "daemon" || name == "send-email" ||
            name == "remote-ext" || name == "hook" || name == "for-each-repo")
            return true;
        if (name == "grep")
            return hasLetter(arguments, "O") || hasLong(arguments, "open-files-in-pager", 4);
        return hasLong(arguments, "upload-pack", 5) || hasLong(arguments, "exec", 4) ||
               hasLong(arguments, "ext-diff", 3) || hasLong(arguments, "textconv", 4) ||
               std::ranges::any_of(arguments, [](const Word& word) { return word.text.contains("ext::"); });
    }();
    const bool reading =
        name == "config" && (hasLong(arguments, "get") || hasLong(arguments, "list") || hasLetter(arguments, "l"));
    if (runs && !reading)
        return Danger{Kind::RunsOthers, "git " + std::string(name)};
    return std::nullopt;
}

} // namespace

std::optional<Danger> dangerOfGit(const std::vector<Word>& words, const FolderPlace& place)
{
    std::size_t at = 1;
    for (; at < words.size(); ++at) {
        const auto& word = words[at];
        if (!word.known)
            return Danger{Kind::RunsOthers, word.source};
        const auto& text = word.text;
        if (!text.starts_with('-'))
            break;
        if (text == "-C" || text == "--git-dir" || text == "--work-tree") {
            ++at;
            if (at >= words.size() || place.where(words[at]) != FolderPlace::Where::Inside)
                return Danger{Kind::WriteOutside, at < words.size() ? words[at].source : text};
        } else if (text.starts_with("-c") || text.starts_with("--config-env") || text.starts_with("--exec-path=") ||
                   text.starts_with("--git-dir") || text.starts_with("--work-tree") ||
                   text.starts_with("--namespace") || text.starts_with("--super-prefix")) {
            return Danger{Kind::RunsOthers, text}; // many settings name programs
        }
    }
    if (at >= words.size())
        return std::nullopt;
    auto arguments = std::span(words).subspan(at + 1);
    if (auto danger = dangerOfSubcommand(words[at].text, arguments))
        return danger;
    for (const auto& word : arguments)
        if (isLong(word, "output", 3))
            return Danger{Kind::WriteUnknown, word.source};
    return std::nullopt;
}

} // namespace kalpana::permissions
