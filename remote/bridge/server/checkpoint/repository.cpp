#include "remote/bridge/server/checkpoint/repository.h"

#include "remote/bridge/server/os/folder.h"

#include <filesystem>
#include <sys/stat.h>

namespace kalpana::bridge::server {

namespace {

/// Objects need not reach the disk before the reply does: what a crash of the machine loses is a way back, not a file.
constexpr std::string_view kConfig = R"([core]
	repositoryformatversion = 0
	bare = false
	fileMode = true
	symlinks = true
	autocrlf = false
	safecrlf = false
	hooksPath = /dev/null
	fsmonitor = false
	preloadIndex = true
	logAllRefUpdates = false
	looseCompression = 1
	fsync = none
[gc]
	auto = 0
[maintenance]
	auto = false
[advice]
	addEmbeddedRepo = false
)";

/// Above every .gitattributes of the work tree: bytes are kept as they are.
constexpr std::string_view kAttributes = "* -text !eol -filter -ident !working-tree-encoding -merge\n";

/// What tools make again by themselves.
constexpr std::string_view kGenerated = R"(node_modules/
bower_components/
__pycache__/
*.pyc
.venv/
.tox/
.mypy_cache/
.pytest_cache/
.ruff_cache/
.gradle/
.terraform/
.ccache/
.DS_Store
)";

/// A path as a line of an ignore file.
std::string asPattern(std::string_view path)
{
    std::string pattern = "/";
    for (const char c : path) {
        if (std::string_view("\\*?[ ").contains(c))
            pattern += '\\';
        pattern += c;
    }
    return pattern + "/\n";
}

} // namespace

CheckpointRepository::CheckpointRepository(Children& children, Workers& workers, const Root& root, std::string folder,
                                           std::string hidden)
    : m_children(children), m_workers(workers), m_root(root), m_folder(std::move(folder)), m_hidden(std::move(hidden))
{
}

Environment CheckpointRepository::environment() const
{
    auto environment = gitEnvironment();
    environment.set("HOME", m_folder); // for a git that does not know GIT_CONFIG_GLOBAL yet (before 2.32)
    environment.set("XDG_CONFIG_HOME", m_folder);
    environment.set("GIT_CONFIG_NOSYSTEM", "1");
    environment.set("GIT_CONFIG_GLOBAL", "/dev/null");
    environment.set("GIT_ATTR_NOSYSTEM", "1");
    environment.set("GIT_LITERAL_PATHSPECS", "1");
    environment.set("GIT_DIR", repository());
    environment.set("GIT_WORK_TREE", m_root.path());
    environment.set("GIT_INDEX_FILE", index());
    for (const auto* who : {"AUTHOR", "COMMITTER"}) {
        environment.set(std::string("GIT_") + who + "_NAME", "Kalpana");
        environment.set(std::string("GIT_") + who + "_EMAIL", "kalpana@localhost");
    }
    return environment;
}

asio::awaitable<Outcome<void>> CheckpointRepository::open(std::stop_token stop)
{
    if (m_isOpen)
        co_return Outcome<void>();
    if (auto made = makeFolders(m_folder); !made)
        co_return made;
    // Nobody else works here, so a lock is that of a git that was killed, maybe in the middle of making this.
    for (const auto* left : {"/index.lock", "/repository/HEAD.lock", "/repository/config.lock",
                             "/repository/packed-refs.lock", "/repository/gc.pid"})
        ::unlink((m_folder + left).c_str());
    auto environment = this->environment();
    environment.unset("GIT_WORK_TREE");
    environment.unset("GIT_INDEX_FILE");
    GitSpec spec{.arguments = {"init", "--quiet", "--bare", "--template="}, .environment = std::move(environment)};
    const auto made = co_await gitOutput(m_children, std::move(spec), std::move(stop));
    if (!made)
        co_return std::unexpected(made.error());
    if (auto written = replaceFile(repository() + "/config", kConfig); !written)
        co_return written;
    if (auto info = makeFolders(repository() + "/info"); !info)
        co_return info;
    if (auto written = replaceFile(repository() + "/info/attributes", kAttributes); !written)
        co_return written;
    m_isOpen = true;
    co_return Outcome<void>();
}

Outcome<void> CheckpointRepository::writeExcludes() const
{
    std::string excludes(kGenerated);
    if (const auto users = usersRepository(); !users.empty())
        excludes += readSmallFile(users + "/info/exclude") + '\n';
    std::error_code error;
    const auto hidden = std::filesystem::canonical(m_hidden, error);
    const auto below = hidden.lexically_relative(std::filesystem::canonical(m_root.path(), error)).string();
    if (!error && !below.starts_with("..") && below != ".")
        excludes += asPattern(below);
    return replaceFile(repository() + "/info/exclude", excludes);
}

std::string CheckpointRepository::usersRepository() const
{
    const auto path = m_root.path() + "/.git";
    struct stat facts{};
    if (::stat(path.c_str(), &facts) != 0)
        return {};
    if (S_ISDIR(facts.st_mode))
        return path;
    auto text = readSmallFile(path, 4096); // that of a submodule or of a further work tree
    constexpr std::string_view key = "gitdir: ";
    if (!S_ISREG(facts.st_mode) || !text.starts_with(key))
        return {};
    text = text.substr(key.size(), text.find('\n') - key.size());
    return text.starts_with('/') ? text : m_root.path() + '/' + text;
}

asio::awaitable<Outcome<std::string>> CheckpointRepository::git(std::vector<std::string> arguments, std::string input,
                                                                std::stop_token stop) const
{
    GitSpec spec{.arguments = std::move(arguments), .environment = environment(), .input = std::move(input)};
    co_return co_await gitOutput(m_children, std::move(spec), std::move(stop));
}

asio::awaitable<Outcome<GitOutcome>> CheckpointRepository::run(GitSpec spec, std::stop_token stop) const
{
    co_return co_await runGit(m_children, std::move(spec), std::move(stop));
}

} // namespace kalpana::bridge::server
