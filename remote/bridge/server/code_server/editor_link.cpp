#include "remote/bridge/server/code_server/editor_link.h"

#include "editor_link_text.h"
#include "remote/bridge/server/os/folder.h"

#include <dirent.h>
#include <limits.h>
#include <memory>
#include <set>
#include <unistd.h>

namespace kalpana::bridge::server {

namespace {

constexpr const char* kOurs = "kalpana.editor-link";

std::set<std::string> namesIn(const std::string& path)
{
    std::set<std::string> names;
    const std::unique_ptr<DIR, int (*)(DIR*)> folder(::opendir(path.c_str()), ::closedir);
    while (const auto* entry = folder ? ::readdir(folder.get()) : nullptr)
        if (const std::string name = entry->d_name; name != "." && name != "..")
            names.insert(name);
    return names;
}

bool leadsTo(const std::string& link, const std::string& target)
{
    char buffer[PATH_MAX];
    const auto size = ::readlink(link.c_str(), buffer, sizeof buffer);
    return size > 0 && std::string_view(buffer, static_cast<std::size_t>(size)) == target;
}

Outcome<void> keepFile(const std::string& path, std::string_view content)
{
    return readSmallFile(path) == content ? Outcome<void>() : replaceFile(path, content);
}

} // namespace

Outcome<std::string> layBuiltinExtensions(const std::string& installedIn, const std::string& folder)
{
    const auto theirs = installedIn + "/lib/vscode/extensions";
    const auto wanted = namesIn(theirs);
    if (wanted.empty())
        return std::string();
    if (const auto made = makeFolders(folder + '/' + kOurs); !made)
        return std::unexpected(made.error());
    for (const auto& name : namesIn(folder))
        if (name != kOurs && !wanted.contains(name))
            removeTree(folder + '/' + name);
    for (const auto& name : wanted) {
        const auto link = folder + '/' + name;
        const auto target = theirs + '/' + name;
        if (name == kOurs || leadsTo(link, target))
            continue;
        removeTree(link);
        if (::symlink(target.c_str(), link.c_str()) != 0)
            return systemFailed(link);
    }
    for (const auto& [name, content] :
         {std::pair("/package.json", kEditorLinkManifest), std::pair("/extension.js", kEditorLinkScript)})
        if (const auto kept = keepFile(folder + '/' + kOurs + name, content); !kept)
            return std::unexpected(kept.error());
    return folder;
}

} // namespace kalpana::bridge::server
