#include "remote/bridge/server/files/trash.h"

#include "remote/bridge/protocol/message.h"
#include "remote/bridge/protocol/parse_json.h"
#include "remote/bridge/server/files/tree.h"
#include "remote/bridge/server/os/folder.h"
#include "remote/bridge/server/os/note.h"
#include "remote/bridge/server/os/plain_name.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <fcntl.h>
#include <sys/stat.h>

namespace kalpana::bridge::server {

namespace {

using protocol::Json;

constexpr const char* kItem = "item";
constexpr const char* kFacts = "facts.json";

std::string text(const Discarded& item)
{
    return Json{
        {"path", item.path}, {"kind", wordOf(item.kind)}, {"size", item.size}, {"deletedAtMs", item.deletedAtMs}}
        .dump(-1, ' ', false, Json::error_handler_t::replace);
}

bool writeFacts(int folder, const Discarded& item)
{
    const UniqueFd file(::openat(folder, kFacts, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    return file && writeAll(file.get(), text(item)) && ::fsync(file.get()) == 0;
}

std::string smallFile(int folder, const char* name)
{
    const UniqueFd file(::openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    std::string content(16384, '\0');
    const ssize_t size = file ? ::read(file.get(), content.data(), content.size()) : 0;
    content.resize(static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
    return content;
}

/// The facts of one item; nothing where it is not whole. What stands there may have been written by anybody who could
/// write to our home: it is read with care.
std::optional<Discarded> readItem(int trash, const std::string& id)
{
    const UniqueFd folder(::openat(trash, id.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    struct stat facts{};
    if (!folder || ::fstatat(folder.get(), kItem, &facts, AT_SYMLINK_NOFOLLOW) != 0)
        return std::nullopt;
    const auto json = protocol::parseJson(smallFile(folder.get(), kFacts));
    const auto number = [&json](const char* name) {
        const auto found = json.is_object() ? json.find(name) : json.end();
        return found != json.end() && found->is_number_unsigned() ? found->get<std::uint64_t>() : 0;
    };
    const auto path = json.is_object() ? json.find("path") : json.end();
    return Discarded{.id = id,
                     .path = path != json.end() && path->is_string() ? path->get<std::string>() : std::string(),
                     .kind = kindOf(facts.st_mode),
                     .size = number("size"),
                     .deletedAtMs = number("deletedAtMs")};
}

void removeItem(int trash, const std::string& id)
{
    const Place place{UniqueFd(::fcntl(trash, F_DUPFD_CLOEXEC, 3)), id};
    if (const auto removed = removeTree(place, id); !removed)
        note("What was deleted is still in the trash: " + removed.error().message);
}

struct Contents {
    std::vector<Discarded> items = {};       ///< the newest first
    std::vector<std::string> leftovers = {}; ///< of a bridge that was killed in the middle
};

Contents readAll(int folder)
{
    Contents contents;
    const FolderNames names(folder);
    for (std::size_t at = 0; at < names.size(); ++at) {
        const auto name = names[at];
        auto item = name.kind == Kind::Folder && isPlainName(name.text) ? readItem(folder, name.text) : std::nullopt;
        if (item)
            contents.items.push_back(std::move(*item));
        else
            contents.leftovers.emplace_back(name.text);
    }
    std::ranges::sort(contents.items, std::greater(), &Discarded::id);
    return contents;
}

std::uint64_t nowMs()
{
    using namespace std::chrono;
    return static_cast<std::uint64_t>(duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count());
}

} // namespace

Outcome<UniqueFd> Trash::open() const
{
    if (const auto made = makeFolders(m_folder); !made)
        return std::unexpected(made.error());
    UniqueFd folder(::open(m_folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!folder)
        return systemFailed(m_folder);
    return folder;
}

std::vector<Discarded> Trash::items() const
{
    const UniqueFd folder(::open(m_folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    return folder ? readAll(folder.get()).items : std::vector<Discarded>();
}

/// Ids sort by time, and no two are the same even in one millisecond.
std::string Trash::newId()
{
    std::array<char, 64> id{};
    std::snprintf(id.data(), id.size(), "%013llu-%d-%06u", static_cast<unsigned long long>(nowMs()), ::getpid(),
                  ++m_count);
    return id.data();
}

std::vector<Discarded> Trash::prune(int folder, std::uint64_t comingBytes) const
{
    auto [items, leftovers] = readAll(folder);
    for (const auto& name : leftovers)
        removeItem(folder, name);
    std::uint64_t bytes = comingBytes;
    for (const auto& item : items)
        bytes += item.size;
    std::vector<Discarded> pruned;
    while (!items.empty() && (bytes > m_limits.bytes || items.size() + 1 > m_limits.items)) {
        auto& oldest = items.back();
        removeItem(folder, oldest.id);
        note("The trash was full: " + oldest.path + " is gone from it for ever.");
        bytes -= std::min(bytes, oldest.size);
        pruned.push_back(std::move(oldest));
        items.pop_back();
    }
    return pruned;
}

Outcome<Trash::Outcomes> Trash::discard(const std::string& path, const std::stop_token& stop)
{
    const auto shown = m_root.relative(path);
    const auto place = m_root.find(path, Root::Missing::Refuse, Root::LastLink::Keep);
    if (!place)
        return std::unexpected(place.error());
    if (place->name == ".")
        return failed(Code::BadRequest, "\"" + path + "\" names no file or folder in the workspace.", "path");
    struct stat facts{};
    if (::fstatat(place->folder.get(), place->name.c_str(), &facts, AT_SYMLINK_NOFOLLOW) != 0)
        return systemFailed(path);
    const auto size = sizeOf(*place, path, stop);
    if (!size)
        return std::unexpected(size.error());
    if (*size > m_limits.bytes)
        return failed(Code::TooLarge,
                      path + " is larger than the trash may be. Delete it for ever (\"permanent\"), or parts of it.",
                      "path");

    const auto trash = open();
    if (!trash)
        return std::unexpected(trash.error());
    Outcomes outcomes{.item = {.id = newId(),
                               .path = shown.value_or(path),
                               .kind = kindOf(facts.st_mode),
                               .size = *size,
                               .deletedAtMs = nowMs()},
                      .pruned = prune(trash->get(), *size)};
    const auto& id = outcomes.item.id;
    if (::mkdirat(trash->get(), id.c_str(), 0700) != 0)
        return systemFailed(m_folder);
    Place to{UniqueFd(::openat(trash->get(), id.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)), kItem};
    auto moved = !to.folder || !writeFacts(to.folder.get(), outcomes.item)
                     ? Outcome<void>(systemFailed(m_folder))
                     : moveTree(*place, to, path, "The trash", stop);
    if (!moved) {
        removeItem(trash->get(), id);
        if (moved.error().code == Code::BadRequest)
            return failed(Code::BadRequest, path + " can't be deleted: this workspace's trash is in it.", "path");
        return std::unexpected(moved.error());
    }
    return outcomes;
}

Outcome<std::string> Trash::restore(const std::string& id, const std::string& path, const std::stop_token& stop)
{
    const UniqueFd trash(::open(m_folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    const auto item = trash && isPlainName(id) ? readItem(trash.get(), id) : std::nullopt;
    if (!item)
        return failed(Code::NotFound, "There is no " + id + " in the trash. It may have been pruned or restored.",
                      "id");
    const auto& where = path.empty() ? item->path : path;
    const auto to = m_root.find(where, Root::Missing::MakeFolders, Root::LastLink::Keep);
    if (!to)
        return std::unexpected(to.error());
    const Place from{UniqueFd(::openat(trash.get(), id.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)),
                     kItem};
    if (auto moved = moveTree(from, *to, where, where, stop); !moved) {
        auto failure = moved.error();
        if (failure.code == Code::Conflict)
            failure.field = "path";
        return std::unexpected(std::move(failure));
    }
    removeItem(trash.get(), id);
    return m_root.relative(where);
}

} // namespace kalpana::bridge::server
