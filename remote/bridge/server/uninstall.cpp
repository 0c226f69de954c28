#include "remote/bridge/server/uninstall.h"

#include "remote/bridge/server/control.h"
#include "remote/bridge/server/os/plain_name.h"
#include "remote/bridge/server/runtime_folder.h"
#include "remote/bridge/server/serve.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <unistd.h>

namespace kalpana::bridge::server {

namespace {

namespace fs = std::filesystem;

// What is ours in the data folder.
constexpr std::array kOurs{"bridge", "code-server", "extensions", "workspaces"};

std::uint64_t bytesBelow(const fs::path& path)
{
    std::error_code error;
    std::uint64_t bytes = 0;
    for (fs::recursive_directory_iterator at(path, error), end; !error && at != end; at.increment(error)) {
        std::error_code ignored;
        if (at->is_regular_file(ignored) && !at->is_symlink(ignored))
            bytes += at->file_size(ignored);
    }
    return bytes;
}

std::vector<fs::path> entriesOf(const fs::path& folder)
{
    std::error_code error;
    std::vector<fs::path> entries;
    if (fs::is_symlink(fs::symlink_status(folder, error))) // leads to what is not ours
        return entries;
    for (const auto& entry : fs::directory_iterator(folder, error))
        entries.push_back(entry.path());
    std::ranges::sort(entries);
    return entries;
}

Options forWorkspace(Options options, std::string id)
{
    options.id = std::move(id);
    return options;
}

bool answers(const Options& options)
{
    return std::ranges::any_of(runtimeCandidates(options),
                               [](const auto& path) { return askBridge(path + "/control.sock", "where").has_value(); });
}

/// The folders of ours that hold the workspaces' sockets. One that was chosen with --runtime is its chooser's.
std::vector<fs::path> socketFolders(const Options& options)
{
    std::vector<fs::path> folders;
    if (!options.runtime.empty())
        return folders;
    for (const fs::path candidate : runtimeCandidates(forWorkspace(options, "any")))
        if (const auto above = candidate.parent_path();
            above.filename() == "kalpana" || above.filename() == "kalpana-" + std::to_string(::geteuid()))
            folders.push_back(above);
    return folders;
}

std::string readable(std::uint64_t bytes)
{
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%10.1f MB", static_cast<double>(bytes) / 1e6);
    return text.data();
}

/// Those that are left in the data folder: not ours.
void nameStrangers(const Options& options)
{
    for (const auto& entry : entriesOf(options.data))
        std::printf("%s is not Kalpana's and stays.\n", entry.c_str());
}

} // namespace

std::vector<Trace> tracesOf(const Options& options)
{
    std::vector<Trace> traces;
    for (const auto* part : kOurs)
        for (const auto& entry : entriesOf(fs::path(options.data) / part)) {
            const auto name = entry.filename().string();
            const bool runs =
                part == std::string_view("workspaces") && isPlainName(name) && answers(forWorkspace(options, name));
            traces.push_back({entry.string(), bytesBelow(entry), runs});
        }
    for (const auto& folder : socketFolders(options))
        if (std::error_code error; fs::is_directory(fs::symlink_status(folder, error)))
            traces.push_back({folder.string(), bytesBelow(folder), false});
    return traces;
}

Outcome<void> uninstall(const Options& options)
{
    const auto traces = tracesOf(options);
    if (traces.empty()) {
        std::puts("There is nothing of Kalpana on this host.");
        return {};
    }
    std::puts("Kalpana keeps on this host:");
    for (const auto& trace : traces)
        std::printf("%s  %s%s\n", readable(trace.bytes).c_str(), trace.path.c_str(), trace.runs ? "  (runs)" : "");
    if (!options.yes) {
        std::puts("Nothing was removed. `kalpana-bridge uninstall --yes` stops what runs and removes all of this; the "
                  "folders that you work in stay.");
        return {};
    }
    for (const auto& workspace : entriesOf(fs::path(options.data) / "workspaces"))
        if (isPlainName(workspace.filename().string()))
            if (const auto stopped = stop(forWorkspace(options, workspace.filename().string())); !stopped)
                return stopped;
    for (const auto& trace : traces)
        removeTree(trace.path);
    for (const auto* part : kOurs)
        removeTree(options.data + '/' + part);
    if (::rmdir(options.data.c_str()) != 0)
        nameStrangers(options);
    if (const auto left = tracesOf(options); !left.empty())
        return failed(Code::NoPermission,
                      left.front().path + " could not be removed. Look at who owns it, then try again.");
    std::puts("All of it is gone.");
    return {};
}

} // namespace kalpana::bridge::server
