#include "remote/bridge/server/terminal/agent_texts.h"

#include "remote/bridge/server/os/folder.h"

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <sys/stat.h>

namespace kalpana::bridge::server {

namespace {

/// Gives a file its name where nothing has that name yet. errno is EEXIST where something has.
bool nameIt(int folder, const std::string& temporary, const std::string& name)
{
    if (::renameat2(folder, temporary.c_str(), folder, name.c_str(), RENAME_NOREPLACE) == 0)
        return true;
    if (errno != EINVAL && errno != ENOSYS) // a file system that can't
        return false;
    return ::linkat(folder, temporary.c_str(), folder, name.c_str(), 0) == 0;
}

/// Whether it was written; false where something is there.
Outcome<bool> writeIfMissing(const Root& root, const std::string& name, const std::string& text)
{
    const auto folder = root.open("", O_RDONLY | O_DIRECTORY);
    if (!folder)
        return std::unexpected(folder.error());
    struct stat facts{};
    if (::fstatat(folder->get(), name.c_str(), &facts, AT_SYMLINK_NOFOLLOW) == 0)
        return false;
    const auto temporary = '.' + name + ".tmp." + std::to_string(::getpid());
    ::unlinkat(folder->get(), temporary.c_str(), 0);
    const UniqueFd file(
        ::openat(folder->get(), temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666));
    const bool done = file && writeAll(file.get(), text) && nameIt(folder->get(), temporary, name);
    const int error = errno;
    ::unlinkat(folder->get(), temporary.c_str(), 0);
    if (done)
        return true;
    if (error == EEXIST)
        return false;
    return std::unexpected(systemFailure(name, error));
}

} // namespace

bool isAgentText(const std::string& name)
{
    return name == "AGENTS.md" || name == "CLAUDE.md";
}

Outcome<std::vector<std::string>> writeAgentTexts(const Root& root, const std::map<std::string, std::string>& texts)
{
    std::vector<std::string> written;
    for (const auto& [name, text] : texts) {
        const auto done = writeIfMissing(root, name, text);
        if (!done)
            return std::unexpected(done.error());
        if (*done)
            written.push_back(name);
    }
    return written;
}

} // namespace kalpana::bridge::server
