#include "remote/bridge/server/git/unfinished_clones.h"

#include "remote/bridge/server/files/tree.h"
#include "remote/bridge/server/os/folder.h"
#include "remote/bridge/server/os/note.h"

#include <array>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <sys/random.h>
#include <unistd.h>

namespace kalpana::bridge::server {

namespace {

constexpr std::string_view kPrefix = ".kalpana-clone-";

std::string beside(const std::string& path, const std::string& name)
{
    const auto slash = path.rfind('/');
    return slash == std::string::npos ? name : path.substr(0, slash + 1) + name;
}

} // namespace

Outcome<std::string> UnfinishedClones::begin(const std::string& path) const
{
    std::uint64_t number = 0;
    if (::getrandom(&number, sizeof number, 0) != static_cast<ssize_t>(sizeof number))
        return systemFailed("The kernel's random numbers");
    std::array<char, 17> digits{};
    std::snprintf(digits.data(), digits.size(), "%016llx", static_cast<unsigned long long>(number));
    const auto name = std::string(kPrefix) + digits.data();
    if (const auto made = makeFolders(m_folder); !made)
        return std::unexpected(made.error());
    return replaceFile(m_folder + '/' + name, beside(path, name)).transform([&] { return name; });
}

void UnfinishedClones::end(const std::string& name) const
{
    ::unlink((m_folder + '/' + name).c_str());
}

std::vector<std::string> UnfinishedClones::noted() const
{
    std::vector<std::string> names;
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator(m_folder, ignored))
        if (auto name = entry.path().filename().string(); name.starts_with(kPrefix))
            names.push_back(std::move(name));
    return names;
}

void UnfinishedClones::removeLeftovers(const std::vector<std::string>& leftovers) const
{
    for (const auto& name : leftovers) {
        // Whatever the note says: what is removed has the name of the note.
        const auto path = beside(readSmallFile(m_folder + '/' + name), name);
        const auto place = m_root.find(path, Root::Missing::Refuse, Root::LastLink::Keep);
        if (!place && place.error().code != Code::NotFound)
            continue;
        if (place) {
            if (const auto gone = removeTree(*place, path); !gone && gone.error().code != Code::NotFound)
                continue;
            note("A clone that was cut off is removed: " + path + '.');
        }
        end(name);
    }
}

} // namespace kalpana::bridge::server
