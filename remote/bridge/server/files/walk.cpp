#include "remote/bridge/server/files/walk.h"

#include "remote/bridge/server/files/ignore.h"

#include <algorithm>
#include <array>
#include <fcntl.h>
#include <unistd.h>
#include <vector>

namespace kalpana::bridge::server {

namespace {

constexpr int kDeepest = 256; // folders open at a time; what is deeper is made by mistake or malice

std::string ignoreFileIn(int folder)
{
    const UniqueFd file(::openat(folder, ".gitignore", O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    std::string text;
    std::array<char, 4096> buffer{};
    while (file && text.size() < 1U << 20U) {
        const ssize_t count = ::read(file.get(), buffer.data(), buffer.size());
        if (count <= 0)
            break;
        text.append(buffer.data(), static_cast<std::size_t>(count));
    }
    return text;
}

class Walk final {
public:
    Walk(const WalkSpec& spec, const std::stop_token& stop, const std::function<Visit(const Entry&)>& visit)
        : m_spec(spec), m_stop(stop), m_visit(visit)
    {
    }

    /// The rules of the folders above the first.
    void enterAbove(const Root& root, const std::string& path)
    {
        if (!m_spec.respectIgnore || path.empty())
            return;
        for (std::size_t end = 0;; end = path.find('/', end + 1)) {
            if (end == std::string::npos)
                return;
            const auto above = path.substr(0, end);
            const auto folder = root.open(above, O_PATH | O_DIRECTORY);
            m_rules.enter(above, folder ? ignoreFileIn(folder->get()) : std::string());
        }
    }

    Visit folder(int fd, const std::string& path, int depth)
    {
        if (m_spec.respectIgnore)
            m_rules.enter(path, ignoreFileIn(fd));
        auto outcome = Visit::GoOn;
        auto names = namesIn(fd);
        std::ranges::sort(names, {}, &FolderName::text);
        for (const auto& name : names) {
            outcome = entry(fd, path.empty() ? name.text : path + '/' + name.text, name, depth);
            if (outcome == Visit::Stop)
                break;
        }
        if (m_spec.respectIgnore)
            m_rules.leave();
        return outcome;
    }

private:
    Visit entry(int fd, std::string path, const FolderName& name, int depth)
    {
        const bool isFolder = name.kind == Kind::Folder;
        if (m_stop.stop_requested())
            return Visit::Stop;
        if (m_spec.respectIgnore && (name.text == ".git" || m_rules.ignores(path, isFolder)))
            return Visit::GoOn;
        if (m_visit({path, name.kind, fd, name.text.c_str()}) == Visit::Stop)
            return Visit::Stop;
        if (!isFolder || !m_spec.recursive || depth >= kDeepest)
            return Visit::GoOn;
        const UniqueFd below(::openat(fd, name.text.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
        return below ? folder(below.get(), path, depth + 1) : Visit::GoOn;
    }

    const WalkSpec& m_spec;
    const std::stop_token& m_stop;
    const std::function<Visit(const Entry&)>& m_visit;
    IgnoreRules m_rules;
};

} // namespace

Outcome<void> walk(const Root& root, const WalkSpec& spec, const std::stop_token& stop,
                   const std::function<Visit(const Entry&)>& visit)
{
    const auto path = root.relative(spec.path);
    if (!path)
        return std::unexpected(path.error());
    const auto folder = root.open(*path, O_RDONLY | O_DIRECTORY);
    if (!folder)
        return std::unexpected(folder.error());
    Walk walking(spec, stop, visit);
    walking.enterAbove(root, *path);
    (void)walking.folder(folder->get(), *path, 0);
    if (stop.stop_requested())
        return failed(Code::Cancelled, "It was cancelled.");
    return {};
}

} // namespace kalpana::bridge::server
