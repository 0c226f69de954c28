#include "remote/bridge/server/files/walk.h"

#include "remote/bridge/server/files/ignore.h"

#include <condition_variable>
#include <fcntl.h>
#include <mutex>
#include <thread>

namespace kalpana::bridge::server {

namespace {

constexpr int kDeepest = 256; // folders open at a time; what is deeper is made by mistake or malice

UniqueFd openFolder(int parent, const char* name)
{
    return UniqueFd(::openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
}

/// Whether an entry is left out. `rules` are those of its folder; spec.path is as Root::relative() has it.
bool isLeftOut(const WalkSpec& spec, const IgnoreRules* rules, std::string_view path, const FolderNames::Name& name)
{
    const bool isFolder = name.kind == Kind::Folder;
    if (spec.respectIgnore && name.view() == ".git")
        return true;
    switch (spec.globs.of(path.substr(spec.path.empty() ? 0 : spec.path.size() + 1), isFolder)) {
    case Globs::Says::Include:
        return false;
    case Globs::Says::Exclude:
        return true;
    default:
        return spec.respectIgnore && rules->ignores(path, isFolder);
    }
}

IgnoreRules::Pointer rulesIn(const WalkSpec& spec, IgnoreRules::Pointer above, std::string_view path, int folder,
                             const FolderNames& names)
{
    if (!spec.respectIgnore)
        return nullptr;
    return IgnoreRules::read(std::move(above), path, folder, names.contains(".gitignore"), names.contains(".git"));
}

/// Puts a name behind the path of its folder, for as long as this lives.
class Extended final {
public:
    Extended(std::string& path, const char* name) : m_path(path), m_size(path.size())
    {
        m_path += m_path.empty() ? "" : "/";
        m_path += name;
    }
    Extended(const Extended&) = delete;
    Extended& operator=(const Extended&) = delete;
    ~Extended() { m_path.resize(m_size); }

private:
    std::string& m_path;
    std::size_t m_size;
};

class Walk final {
public:
    Walk(const WalkSpec& spec, const std::stop_token& stop, const std::function<Visit(const Entry&)>& visit)
        : m_spec(spec), m_stop(stop), m_visit(visit), m_path(spec.path)
    {
    }

    /// What is in the folder at m_path.
    Visit folder(int fd, IgnoreRules::Pointer rules, int depth)
    {
        FolderNames names(fd);
        rules = rulesIn(m_spec, std::move(rules), m_path, fd, names);
        names.sort();
        for (std::size_t at = 0; at < names.size(); ++at) {
            const Extended extended(m_path, names[at].text);
            if (m_stop.stop_requested() || entry(fd, names[at], rules, depth) == Visit::Stop)
                return Visit::Stop;
        }
        return Visit::GoOn;
    }

private:
    Visit entry(int fd, const FolderNames::Name& name, const IgnoreRules::Pointer& rules, int depth)
    {
        if (isLeftOut(m_spec, rules.get(), m_path, name))
            return Visit::GoOn;
        if (m_visit({m_path, name.kind, fd, name.text}) == Visit::Stop)
            return Visit::Stop;
        if (name.kind != Kind::Folder || !m_spec.recursive || depth >= kDeepest)
            return Visit::GoOn;
        const UniqueFd below = openFolder(fd, name.text);
        return below ? folder(below.get(), rules, depth + 1) : Visit::GoOn;
    }

    const WalkSpec& m_spec;
    const std::stop_token& m_stop;
    const std::function<Visit(const Entry&)>& m_visit;
    std::string m_path;
};

/// Folders that wait for a thread, the last found first, so that few are open at a time.
class ParallelWalk final {
public:
    using ParallelVisit = std::function<Visit(const Entry&, unsigned worker)>;

    struct Waiting {
        std::shared_ptr<const UniqueFd> parent;
        std::string name; ///< in the parent
        std::string path;
        IgnoreRules::Pointer rules;
        int depth = 0;
    };

    ParallelWalk(const WalkSpec& spec, const std::stop_token& stop, const ParallelVisit& visit)
        : m_spec(spec), m_stop(stop), m_visit(visit)
    {
    }

    void run(Waiting first, unsigned threads)
    {
        m_waiting.push_back(std::move(first));
        std::vector<std::jthread> others;
        for (unsigned worker = 1; worker < threads; ++worker)
            others.emplace_back([this, worker] { work(worker); });
        work(0);
    }

private:
    void work(unsigned worker)
    {
        std::unique_lock lock(m_mutex);
        for (;;) {
            m_changed.wait(lock, [this] { return m_ended || !m_waiting.empty() || m_busy == 0; });
            if (m_ended || m_waiting.empty())
                break;
            Waiting one = std::move(m_waiting.back());
            m_waiting.pop_back();
            ++m_busy;
            lock.unlock();
            const auto outcome = folder(std::move(one), worker);
            lock.lock();
            --m_busy;
            m_ended = m_ended || outcome == Visit::Stop;
        }
        m_changed.notify_all();
    }

    Visit folder(Waiting one, unsigned worker)
    {
        const auto fd = std::make_shared<const UniqueFd>(openFolder(one.parent->get(), one.name.c_str()));
        one.parent.reset();
        if (!*fd)
            return Visit::GoOn;
        const FolderNames names(fd->get());
        const auto rules = rulesIn(m_spec, std::move(one.rules), one.path, fd->get(), names);
        for (std::size_t at = 0; at < names.size(); ++at) {
            const auto name = names[at];
            const Extended extended(one.path, name.text);
            if (m_stop.stop_requested())
                return Visit::Stop;
            if (isLeftOut(m_spec, rules.get(), one.path, name))
                continue;
            if (m_visit({one.path, name.kind, fd->get(), name.text}, worker) == Visit::Stop)
                return Visit::Stop;
            if (name.kind == Kind::Folder && m_spec.recursive && one.depth < kDeepest)
                put({fd, name.text, one.path, rules, one.depth + 1});
        }
        return Visit::GoOn;
    }

    void put(Waiting one)
    {
        {
            const std::scoped_lock lock(m_mutex);
            m_waiting.push_back(std::move(one));
        }
        m_changed.notify_one();
    }

    const WalkSpec& m_spec;
    const std::stop_token& m_stop;
    const ParallelVisit& m_visit;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::vector<Waiting> m_waiting;
    unsigned m_busy = 0; ///< threads that may still find folders
    bool m_ended = false;
};

} // namespace

Outcome<void> walk(const Root& root, WalkSpec spec, const std::stop_token& stop,
                   const std::function<Visit(const Entry&)>& visit)
{
    auto path = root.relative(spec.path);
    if (!path)
        return std::unexpected(path.error());
    const auto folder = root.open(*path, O_RDONLY | O_DIRECTORY);
    if (!folder)
        return std::unexpected(folder.error());
    spec.path = std::move(*path);
    (void)Walk(spec, stop, visit).folder(folder->get(), spec.respectIgnore ? rulesAbove(root, spec.path) : nullptr, 0);
    if (stop.stop_requested())
        return failed(Code::Cancelled, "It was cancelled.");
    return {};
}

Outcome<void> walkInParallel(const Root& root, WalkSpec spec, unsigned threads, const std::stop_token& stop,
                             const std::function<Visit(const Entry&, unsigned worker)>& visit)
{
    auto path = root.relative(spec.path);
    if (!path)
        return std::unexpected(path.error());
    auto folder = root.open(*path, O_RDONLY | O_DIRECTORY);
    if (!folder)
        return std::unexpected(folder.error());
    spec.path = std::move(*path);
    ParallelWalk(spec, stop, visit)
        .run({.parent = std::make_shared<const UniqueFd>(std::move(*folder)),
              .name = ".",
              .path = spec.path,
              .rules = spec.respectIgnore ? rulesAbove(root, spec.path) : nullptr},
             threads);
    if (stop.stop_requested())
        return failed(Code::Cancelled, "It was cancelled.");
    return {};
}

} // namespace kalpana::bridge::server
