#include "remote/bridge/protocol/fields.h"
#include "remote/bridge/server/checkpoint/checkpoints.h"
#include "remote/bridge/server/git/path_text.h"
#include "remote/bridge/server/requests/context.h"

#include <algorithm>

namespace kalpana::bridge::server {

namespace {

using protocol::Fields;

constexpr std::size_t kMostNamed = 1000; ///< files in one list of a reply; the number of all stands beside
constexpr std::size_t kMostPatch = 1U << 20U;
constexpr std::size_t kLongestLabel = 1000;
constexpr std::size_t kContentFrame = 256U << 10U;

Json toJson(const Checkpoint& checkpoint)
{
    return {{"checkpoint", checkpoint.id}, {"label", checkpoint.label}, {"createdAtMs", checkpoint.createdAtMs}};
}

Json toJson(const Skipped& skipped)
{
    Json json{{"reason", wordOf(skipped.reason)}};
    putPath(json, skipped.path);
    if (skipped.size > 0)
        json["size"] = skipped.size;
    return json;
}

Json toJson(const Difference& difference)
{
    Json json{{"change", wordOf(difference.kind)}, {"mode", difference.mode}, {"modeBefore", difference.modeBefore}};
    putPath(json, difference.path);
    return json;
}

Json toJson(const Kept& kept)
{
    Json json{{"reason", kept.reason}};
    putPath(json, kept.path);
    if (kept.changedSince)
        json["changedSince"] = true;
    return json;
}

/// {name: [the first ones], nameCount: how many there are}.
template <typename Item>
void putList(Json& reply, const std::string& name, const std::vector<Item>& items)
{
    Json list = Json::array();
    for (std::size_t i = 0; i < std::min(items.size(), kMostNamed); ++i)
        list.push_back(toJson(items[i]));
    reply[name] = std::move(list);
    reply[name + "Count"] = items.size();
}

std::uint32_t readId(Fields& fields, const char* name, std::uint64_t id)
{
    if (id > UINT32_MAX)
        fields.refuse(name, std::string("\"") + name + "\" is the number of a checkpoint.");
    return static_cast<std::uint32_t>(id);
}

Answer create(Context& context, Call call)
{
    Fields fields(call.payload);
    auto label = fields.optionalText("label").value_or("");
    if (label.size() > kLongestLabel)
        fields.refuse("label", "\"label\" may have at most 1000 bytes.");
    if (fields.failure())
        co_return std::unexpected(*fields.failure());
    const auto created = co_await context.checkpoints.create(std::move(label), call.stop);
    if (!created)
        co_return std::unexpected(created.error());
    auto reply = toJson(created->checkpoint);
    reply["isNew"] = created->isNew;
    reply["pruned"] = created->pruned;
    putList(reply, "skipped", created->skipped);
    co_return reply;
}

Answer list(Context& context, Call call)
{
    const auto checkpoints = co_await context.checkpoints.list(call.stop);
    if (!checkpoints)
        co_return std::unexpected(checkpoints.error());
    Json items = Json::array();
    for (const auto& checkpoint : *checkpoints)
        items.push_back(toJson(checkpoint));
    const auto& limits = context.checkpoints.limits();
    co_return Json{{"checkpoints", std::move(items)},
                   {"most", limits.count},
                   {"mostBytes", limits.bytes},
                   {"mostFileBytes", limits.snapshot.fileBytes}};
}

/// Beside each file that is told: the lines it gained and lost, and, for a file that was only renamed to be found, what
/// is in it by git's name.
void putCounts(Json& files, const Checkpoints::Compared& compared)
{
    for (std::size_t i = 0; i < files.size(); ++i) {
        const auto& file = compared.files[i];
        files[i]["object"] = file.object;
        files[i]["objectBefore"] = file.objectBefore;
        if (const auto counts = compared.counts.find(file.path); counts != compared.counts.end()) {
            files[i]["added"] = counts->second.added;
            files[i]["removed"] = counts->second.removed;
            files[i]["binary"] = counts->second.isBinary;
        }
    }
}

Answer diff(Context& context, Call call)
{
    Fields fields(call.payload);
    const auto from = readId(fields, "from", fields.number("from"));
    const auto to = readId(fields, "to", fields.optionalNumber("to").value_or(0));
    auto paths = readPaths(fields);
    const bool withPatch = fields.flag("patch");
    const bool withCounts = fields.flag("counts");
    if (paths.size() > kMostNamed)
        fields.refuse("paths", "\"paths\" may be at most 1000.");
    if (fields.failure())
        co_return std::unexpected(*fields.failure());
    auto compared = co_await context.checkpoints.compare(from, to, std::move(paths), withCounts,
                                                         withPatch ? kMostPatch : 0, call.stop);
    if (!compared)
        co_return std::unexpected(compared.error());
    Json reply;
    putList(reply, "files", compared->files);
    if (withCounts)
        putCounts(reply["files"], *compared);
    if (withPatch) {
        reply["patch"] = std::move(compared->patch.text);
        reply["truncated"] = compared->patch.isCutOff;
    }
    co_return reply;
}

/// The content goes ahead of the reply, as binary frames.
Answer file(Context& context, Call call)
{
    Fields fields(call.payload);
    const auto id = readId(fields, "checkpoint", fields.number("checkpoint"));
    const auto paths = readPaths(fields);
    if (paths.size() != 1)
        fields.refuse("paths", "Give one file in \"paths\" or \"pathsBytes\".");
    if (fields.failure())
        co_return std::unexpected(*fields.failure());
    const auto held = co_await context.checkpoints.file(id, paths.front(), call.stop);
    if (!held)
        co_return std::unexpected(held.error());
    for (std::size_t at = 0; at < held->content.size() && !call.out->closed(); at += kContentFrame) {
        const auto part = std::string_view(held->content).substr(at, kContentFrame);
        call.out->send(protocol::Frame{protocol::FrameKind::FileContent, call.id, at, part});
        co_await call.out->room();
    }
    co_return Json{{"mode", held->mode}, {"size", held->content.size()}};
}

Answer restore(Context& context, Call call)
{
    Fields fields(call.payload);
    const auto id = readId(fields, "checkpoint", fields.number("checkpoint"));
    const auto since = readId(fields, "unchangedSince", fields.optionalNumber("unchangedSince").value_or(0));
    auto paths = readPaths(fields);
    if (fields.failure())
        co_return std::unexpected(*fields.failure());
    const auto undone = co_await context.checkpoints.restore(id, since, std::move(paths), call.stop);
    if (!undone)
        co_return std::unexpected(undone.error());
    Json reply{{"before", toJson(undone->before)}};
    putList(reply, "restored", undone->restored.changed);
    putList(reply, "kept", undone->restored.kept);
    co_return reply;
}

} // namespace

void addCheckpointRequests(Handlers& handlers, Context& context)
{
    const auto add = [&](const char* type, Answer (*answer)(Context&, Call)) {
        handlers.byType[type] = [&context, answer](Call call) { return answer(context, std::move(call)); };
    };
    add("checkpoint.create", create);
    add("checkpoint.list", list);
    add("checkpoint.diff", diff);
    add("checkpoint.file", file);
    add("checkpoint.restore", restore);
}

} // namespace kalpana::bridge::server
