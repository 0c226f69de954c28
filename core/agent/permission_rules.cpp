#include "core/agent/permission_rules.h"

#include <QStringList>

#include <algorithm>
#include <array>

namespace kalpana::agent {

using namespace Qt::StringLiterals;

namespace {

// Read by Git, editors, shells and Kalpana itself without a further question.
constexpr std::array guarded{".git"_L1,          ".gitmodules"_L1,        ".husky"_L1, ".vscode"_L1,  ".idea"_L1,
                             ".devcontainer"_L1, ".devcontainer.json"_L1, ".envrc"_L1, ".kalpana"_L1, ".github"_L1};

} // namespace

PermissionSubject subjectOfCommand(const QString& command)
{
    return {.tool = u"run"_s, .subject = command};
}

std::optional<PermissionSubject> subjectOfChange(const QString& path)
{
    // Case counts for nothing: on some file systems .GIT is .git.
    const auto parts = path.split(u'/');
    for (const auto& part : parts)
        if (std::ranges::any_of(
                guarded, [&part](QLatin1StringView name) { return part.compare(name, Qt::CaseInsensitive) == 0; }))
            return std::nullopt;
    return PermissionSubject{.tool = u"change-files"_s, .subject = u""_s};
}

} // namespace kalpana::agent
