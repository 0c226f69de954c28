#include "remote/bridge/server/code_server/extensions.h"

#include "remote/bridge/protocol/parse_json.h"
#include "remote/bridge/server/command/helper.h"
#include "remote/bridge/server/files/sha256.h"
#include "remote/bridge/server/os/folder.h"
#include "remote/bridge/server/os/split.h"

#include <algorithm>
#include <array>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

namespace kalpana::bridge::server {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t kMostJson = 4U << 20U;
/// One may be large, and come from far away.
constexpr auto kTimeLimit = 10min;
constexpr std::size_t kMostSaid = 500;

std::string lower(std::string_view text)
{
    std::string result(text);
    std::ranges::transform(result, result.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return result;
}

bool isVsix(const std::string& text)
{
    return lower(text).ends_with(".vsix");
}

/// What code-server keeps in its folder of extensions: "id@version" (ids are of no case), and all that it says of each.
std::map<std::string, std::string> installedIn(const std::string& folder)
{
    std::map<std::string, std::string> installed;
    const auto json = protocol::parseJson(readSmallFile(folder + "/extensions.json", kMostJson));
    if (!json.is_array())
        return installed;
    for (const auto& entry : json) {
        const auto identifier = entry.find("identifier");
        const auto version = entry.find("version");
        if (!entry.is_object() || identifier == entry.end() || !identifier->is_object() || version == entry.end() ||
            !version->is_string())
            continue;
        const auto id = identifier->find("id");
        if (id != identifier->end() && id->is_string())
            installed[lower(id->get_ref<const std::string&>()) + '@' + version->get_ref<const std::string&>()] =
                entry.dump();
    }
    return installed;
}

bool isInstalled(const std::map<std::string, std::string>& installed, const std::string& extension)
{
    const auto name = lower(extension);
    const auto at = installed.lower_bound(name);
    return at != installed.end() && (name.contains('@') ? at->first == name : at->first.starts_with(name + '@'));
}

/// Which extension came out of a .vsix, by the SHA-256 of the file: its name says nothing.
class VsixRecord final {
public:
    explicit VsixRecord(const std::string& folder)
        : m_path(folder + "/.kalpana-vsix.json"), m_json(protocol::parseJson(readSmallFile(m_path, kMostJson)))
    {
        if (!m_json.is_object())
            m_json = Json::object();
    }
    [[nodiscard]] std::string extensionOf(const std::string& hash) const
    {
        const auto found = m_json.find(hash);
        return found != m_json.end() && found->is_string() ? found->get<std::string>() : std::string();
    }
    void add(const std::string& hash, const std::string& extension)
    {
        m_json[hash] = extension;
        (void)replaceFile(m_path, m_json.dump()); // without it, it is only asked for again
    }

private:
    std::string m_path;
    Json m_json;
};

Outcome<std::string> hashOf(const std::string& path)
{
    const UniqueFd file(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
    struct stat facts{};
    if (!file || ::fstat(file.get(), &facts) != 0)
        return systemFailed(path);
    if (!S_ISREG(facts.st_mode))
        return failed(Code::BadRequest, path + " is not a file.");
    Sha256 hash;
    std::array<char, 65536> buffer;
    for (ssize_t count = 0; (count = ::read(file.get(), buffer.data(), buffer.size())) != 0;) {
        if (count < 0)
            return systemFailed(path);
        hash.add({buffer.data(), static_cast<std::size_t>(count)});
    }
    return hash.hex();
}

/// What code-server had to say, without the traces of calls around it.
std::string reasonIn(const std::string& errors)
{
    std::string reason;
    for (const auto line : split(errors, '\n')) {
        const bool isOfLogger = line.contains("GLIBC_"); // it can do without its native logger
        if ((line.starts_with("Error") || (line.starts_with("Extension") && line.contains("not found"))) && !isOfLogger)
            reason = line;
    }
    if (reason.starts_with("Error: "))
        reason.erase(0, 7);
    return reason.substr(0, kMostSaid);
}

Failure failureOf(const std::string& extension, const HelperOutcome& outcome)
{
    auto reason = reasonIn(outcome.errors + '\n' + outcome.output);
    if (reason.empty())
        reason = "it ended with code " + std::to_string(outcome.exitCode);
    if (!reason.ends_with('.'))
        reason += '.';
    return {Code::Failed, "code-server could not install the extension " + extension + ": " + reason};
}

asio::awaitable<Outcome<UniqueFd>> lock(const std::string& folder, const std::stop_token& stop)
{
    if (const auto made = makeFolders(folder); !made)
        co_return std::unexpected(made.error());
    UniqueFd file(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!file)
        co_return systemFailed(folder);
    while (::flock(file.get(), LOCK_EX | LOCK_NB) != 0) { // gone with whoever held it
        if (stop.stop_requested())
            co_return failed(Code::Cancelled, "Installing extensions was cancelled.");
        co_await delay(100ms);
    }
    co_return file;
}

asio::awaitable<Outcome<void>> runInstall(Children& children, const CodeServerPlaces& places,
                                          const std::string& program, const std::string& extension,
                                          const std::string& shown, std::stop_token stop)
{
    auto command = codeServerCommand(places, program, {}, -1, -1);
    HelperSpec helper{.argv = {program + "/lib/node", program, "--config", places.state() + "/config.yaml",
                               "--user-data-dir", places.state(), "--extensions-dir", places.extensions(),
                               "--install-extension", extension},
                      .environment = std::move(command.environment)};
    std::stop_source ending;
    const std::stop_callback onStop(stop, [&ending] { ending.request_stop(); });
    helper.tick = [&ending, deadline = Clock::now() + kTimeLimit](const std::string&) {
        if (Clock::now() > deadline)
            ending.request_stop();
    };
    const auto outcome = co_await runHelper(children, std::move(helper), ending.get_token());
    if (!outcome && outcome.error().code == Code::Cancelled && !stop.stop_requested())
        co_return failed(Code::Timeout, "code-server did not install the extension " + shown + " within 10 minutes.");
    if (!outcome)
        co_return std::unexpected(outcome.error());
    if (outcome->exitCode != 0)
        co_return std::unexpected(failureOf(shown, *outcome));
    co_return Outcome<void>();
}

} // namespace

bool isExtension(const std::string& text)
{
    if (isVsix(text))
        return true;
    const auto version = std::min(text.find('@'), text.size());
    const auto dot = text.find('.');
    const auto isWord = [](std::string_view word) {
        return !word.empty() && !word.starts_with('-') && std::ranges::all_of(word, [](char c) {
            return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                   std::string_view("-_.+").contains(c);
        });
    };
    const std::string_view view = text;
    return dot < version && isWord(view.substr(0, dot)) && isWord(view.substr(dot + 1, version - dot - 1)) &&
           (version == text.size() || isWord(view.substr(version + 1)));
}

asio::awaitable<Outcome<std::vector<ExtensionResult>>>
installExtensions(Children& children, Workers& workers, const CodeServerPlaces& places, std::string installedInFolder,
                  std::vector<std::string> extensions, Progress progress, std::stop_token stop)
{
    if (const auto prepared = prepareLaunch(places); !prepared)
        co_return std::unexpected(prepared.error());
    const auto lockFile = co_await lock(places.extensions(), stop);
    if (!lockFile)
        co_return std::unexpected(lockFile.error());
    VsixRecord record(places.extensions());
    std::vector<ExtensionResult> results;
    for (const auto& extension : extensions) {
        progress("extensions", results.size(), extensions.size());
        auto& result = results.emplace_back(ExtensionResult{.extension = extension});
        const auto before = installedIn(places.extensions());
        auto known = extension;
        auto asked = extension;
        std::string hash;
        if (isVsix(extension)) {
            asked = extension.starts_with('/') ? extension : places.root + '/' + extension;
            Outcome<std::string> hashed;
            co_await workers.run([&] { hashed = hashOf(asked); });
            if (!hashed) {
                result.message = "The extension " + extension + " can't be read: " + hashed.error().message;
                continue;
            }
            hash = *hashed;
            known = record.extensionOf(hash);
        }
        if (!known.empty() && isInstalled(before, known)) {
            result.what = ExtensionResult::What::WasThere;
            continue;
        }
        const auto done = co_await runInstall(children, places, installedInFolder, asked, extension, stop);
        if (stop.stop_requested())
            co_return failed(Code::Cancelled, "Installing extensions was cancelled.");
        if (!done) {
            result.message = done.error().message;
            continue;
        }
        result.what = ExtensionResult::What::Installed;
        if (!hash.empty())
            for (const auto& [name, entry] : installedIn(places.extensions()))
                if (const auto same = before.find(name); same == before.end() || same->second != entry)
                    record.add(hash, name);
    }
    progress("extensions", extensions.size(), extensions.size());
    co_return results;
}

} // namespace kalpana::bridge::server
