#include "remote/bridge/server/code_server/installation.h"

#include "remote/bridge/server/code_server/fetch.h"
#include "remote/bridge/server/command/helper.h"
#include "remote/bridge/server/files/sha256.h"
#include "remote/bridge/server/os/folder.h"
#include "remote/bridge/server/os/note.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <dirent.h>
#include <fcntl.h>
#include <memory>
#include <sys/stat.h>

namespace kalpana::bridge::server {

namespace {

constexpr std::size_t kCheckedAtOnce = 16U << 20U;
constexpr std::string_view kTemporary = ".tmp.";

std::vector<std::string> namesIn(const std::string& path)
{
    std::vector<std::string> names;
    const std::unique_ptr<DIR, int (*)(DIR*)> folder(::opendir(path.c_str()), ::closedir);
    while (const dirent* entry = folder != nullptr ? ::readdir(folder.get()) : nullptr)
        names.emplace_back(entry->d_name);
    std::ranges::sort(names);
    return names;
}

/// By its mode: on a disk mounted noexec nothing may be run, and that is told when it is tried.
bool isProgramFile(const std::string& path)
{
    struct stat facts{};
    return ::stat(path.c_str(), &facts) == 0 && S_ISREG(facts.st_mode) && (facts.st_mode & S_IXUSR) != 0;
}

/// What the host's tar says where the disk is full: GNU's, and busybox's.
bool isAboutSpace(const std::string& errors)
{
    return std::ranges::any_of(std::array{"No space left", "Wrote only", "short write"},
                               [&errors](const char* words) { return errors.find(words) != std::string::npos; });
}

/// Hashes up to kCheckedAtOnce bytes; false at the end of the file, or where it can't be read (then the hash will not
/// fit).
bool hashSome(int file, Sha256& hash, std::uint64_t& done)
{
    std::array<char, 65536> buffer;
    for (const auto until = done + kCheckedAtOnce; done < until;) {
        const ssize_t count = ::pread(file, buffer.data(), buffer.size(), static_cast<off_t>(done));
        if (count <= 0)
            return false;
        hash.add({buffer.data(), static_cast<std::size_t>(count)});
        done += static_cast<std::uint64_t>(count);
    }
    return true;
}

} // namespace

bool Installations::has(const std::string& version) const
{
    return ::access((folderOf(version) + "/lib/node").c_str(), F_OK) == 0;
}

std::vector<std::string> Installations::versions() const
{
    auto names = namesIn(m_folder);
    std::erase_if(names, [this](const std::string& name) { return name.starts_with('.') || !has(name); });
    return names;
}

std::string Installations::temporary(std::string_view kind) const
{
    static unsigned count = 0;
    return m_folder + "/." + std::string(kind) + std::string(kTemporary) + std::to_string(::getpid()) + '.' +
           std::to_string(++count);
}

asio::awaitable<void> Installations::removeLeftovers()
{
    for (const auto& name : namesIn(m_folder)) {
        const auto at = name.find(kTemporary);
        const int pid = at == std::string::npos ? 0 : std::atoi(name.c_str() + at + kTemporary.size());
        if (pid > 0 && (pid == ::getpid() || (::kill(pid, 0) != 0 && errno == ESRCH)))
            co_await remove(m_folder + '/' + name);
    }
}

asio::awaitable<Outcome<void>> Installations::reserve(std::string version)
{
    m_reserved.insert(version);
    Outcome<void> outcome;
    co_await m_workers.run([&] { outcome = m_use.add(version); });
    co_return outcome;
}

asio::awaitable<void> Installations::settle(std::string version)
{
    m_reserved.erase(version);
    auto needed = m_reserved;
    needed.insert(version);
    Outcome<std::vector<std::string>> unused;
    const auto there = versions();
    const auto aside = temporary("unused");
    co_await m_workers.run([&] {
        unused = m_use.keep(needed, there, aside);
        for (const auto& path : unused ? *unused : std::vector<std::string>())
            removeTree(path);
    });
    if (!unused)
        note("Unused versions of code-server stay: " + unused.error().message);
    else if (!unused->empty())
        note("Removed " + std::to_string(unused->size()) + " version(s) of code-server that no workspace needs.");
}

asio::awaitable<void> Installations::remove(std::string path)
{
    co_await m_workers.run([&path] { removeTree(path); });
}

asio::awaitable<Outcome<void>> Installations::installFromUrl(Release release, std::string url, Progress progress,
                                                             std::stop_token stop)
{
    if (const auto reserved = co_await reserve(release.version); !reserved || has(release.version))
        co_return reserved;
    if (const auto made = makeFolders(m_folder); !made)
        co_return std::unexpected(made.error());
    const auto archive = temporary("fetch-" + release.version);
    auto fetched = co_await fetch(m_children, std::move(url), archive, progress, stop);
    if (fetched)
        fetched = co_await installFromFile(std::move(release), archive, progress, stop);
    ::unlink(archive.c_str());
    co_return fetched;
}

asio::awaitable<Outcome<void>> Installations::installFromFile(Release release, std::string archive, Progress progress,
                                                              std::stop_token stop)
{
    auto outcome = co_await reserve(release.version);
    if (outcome && !has(release.version)) {
        outcome = co_await check(release, archive, progress, stop);
        if (outcome)
            outcome = co_await unpack(release, archive, progress, stop);
    }
    if (outcome || outcome.error().code != Code::Cancelled)
        ::unlink(archive.c_str());
    co_return outcome;
}

asio::awaitable<Outcome<void>> Installations::check(const Release& release, const std::string& archive,
                                                    const Progress& progress, const std::stop_token& stop)
{
    const UniqueFd file(::open(archive.c_str(), O_RDONLY | O_CLOEXEC));
    struct stat facts{};
    if (!file || ::fstat(file.get(), &facts) != 0)
        co_return systemFailed(archive);
    Sha256 hash;
    std::uint64_t done = 0;
    for (bool more = true; more;) {
        progress("check", done, static_cast<std::uint64_t>(facts.st_size));
        co_await m_workers.run([&] { more = hashSome(file.get(), hash, done); });
        if (stop.stop_requested())
            co_return failed(Code::Cancelled, "The installation was cancelled.");
    }
    const auto found = hash.hex();
    if (found == release.sha256)
        co_return Outcome<void>();
    char first = '\0';
    const bool isPage = ::pread(file.get(), &first, 1, 0) == 1 && first == '<';
    co_return failed(Code::ChecksumMismatch, "What came for code-server " + release.version +
                                                 " is not that release: its SHA-256 is " + found + " and should be " +
                                                 release.sha256 +
                                                 (isPage ? ". It is a web page; perhaps a proxy answered." : "."));
}

asio::awaitable<Outcome<void>> Installations::unpack(const Release& release, const std::string& archive,
                                                     const Progress& progress, const std::stop_token& stop)
{
    const auto beside = temporary(release.version);
    if (::mkdir(beside.c_str(), 0700) != 0)
        co_return systemFailed(beside);
    const UniqueFd file(::open(archive.c_str(), O_RDONLY | O_CLOEXEC));
    const UniqueFd folder(::open(beside.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    const auto total = static_cast<std::uint64_t>(::lseek(file.get(), 0, SEEK_END));
    ::lseek(file.get(), 0, SEEK_SET);
    // tar reads through a descriptor whose position is shared with ours: that is how far it is.
    HelperSpec tar{.argv = {"tar", "-x", "-z", "-o", "--strip-components=1", "-f", "-"},
                   .inputFile = file.get(),
                   .folder = folder.get()};
    tar.tick = [&](const std::string&) {
        progress("unpack", static_cast<std::uint64_t>(::lseek(file.get(), 0, SEEK_CUR)), total);
    };
    const auto outcome = co_await runHelper(m_children, std::move(tar), stop);
    Outcome<void> done;
    if (!outcome)
        done = std::unexpected(outcome.error());
    else if (isAboutSpace(outcome->errors))
        done = failed(Code::NoSpace, "The disk of the host is full: code-server " + release.version +
                                         " could not be unpacked in " + m_folder + '.');
    else if (outcome->exitCode != 0)
        done = failed(Code::Failed, "The host's tar could not unpack code-server: " + outcome->errors.substr(0, 500));
    else if (!isProgramFile(beside + "/lib/node"))
        done = failed(Code::Failed, "The archive does not hold a code-server: there is no lib/node in it.");
    else if (::rename(beside.c_str(), folderOf(release.version).c_str()) != 0 &&
             !has(release.version)) // somebody else was first
        done = systemFailed(folderOf(release.version));
    co_await remove(beside);
    if (done)
        progress("unpack", total, total);
    co_return done;
}

} // namespace kalpana::bridge::server
