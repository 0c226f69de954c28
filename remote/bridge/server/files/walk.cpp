#include "remote/bridge/server/files/walk.h"

#include "remote/bridge/server/files/ignore.h"

#include <fcntl.h>

namespace kalpana::bridge::server {

namespace {

constexpr int kDeepest = 256; // folders open at a time; what is deeper is made by mistake or malice

class Walk final {
public:
    Walk(const WalkSpec& spec, const std::stop_token& stop, const std::function<Visit(const Entry&)>& visit,
         std::string path)
        : m_spec(spec), m_stop(stop), m_visit(visit), m_path(std::move(path))
    {
    }

    /// What is in the folder at m_path.
    Visit folder(int fd, IgnoreRules::Pointer rules, int depth)
    {
        FolderNames names(fd);
        if (m_spec.respectIgnore)
            rules =
                IgnoreRules::read(std::move(rules), m_path, fd, names.contains(".gitignore"), names.contains(".git"));
        names.sort();
        const auto size = m_path.size();
        auto outcome = Visit::GoOn;
        for (std::size_t at = 0; at < names.size() && outcome == Visit::GoOn; ++at) {
            m_path += m_path.empty() ? "" : "/";
            m_path += names[at].text;
            outcome = entry(fd, names[at], rules, depth);
            m_path.resize(size);
        }
        return outcome;
    }

private:
    Visit entry(int fd, const FolderNames::Name& name, const IgnoreRules::Pointer& rules, int depth)
    {
        const bool isFolder = name.kind == Kind::Folder;
        if (m_stop.stop_requested())
            return Visit::Stop;
        if (m_spec.respectIgnore && (name.view() == ".git" || rules->ignores(m_path, isFolder)))
            return Visit::GoOn;
        if (m_visit({m_path, name.kind, fd, name.text}) == Visit::Stop)
            return Visit::Stop;
        if (!isFolder || !m_spec.recursive || depth >= kDeepest)
            return Visit::GoOn;
        const UniqueFd below(::openat(fd, name.text, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
        return below ? folder(below.get(), rules, depth + 1) : Visit::GoOn;
    }

    const WalkSpec& m_spec;
    const std::stop_token& m_stop;
    const std::function<Visit(const Entry&)>& m_visit;
    std::string m_path;
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
    (void)Walk(spec, stop, visit, *path)
        .folder(folder->get(), spec.respectIgnore ? rulesAbove(root, *path) : nullptr, 0);
    if (stop.stop_requested())
        return failed(Code::Cancelled, "It was cancelled.");
    return {};
}

} // namespace kalpana::bridge::server
