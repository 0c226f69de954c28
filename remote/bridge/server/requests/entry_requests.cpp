#include "remote/bridge/protocol/fields.h"
#include "remote/bridge/server/files/entries.h"
#include "remote/bridge/server/files/trash.h"
#include "remote/bridge/server/requests/context.h"

#include <array>
#include <cstdio>

namespace kalpana::bridge::server {

namespace {

using protocol::Fields;

/// Carries out `function` on a worker. What it returns is the reply.
template <typename Function>
Answer onWorker(Context& context, Function function)
{
    Outcome<Json> reply;
    co_await context.workers.run([&] { reply = function(); });
    co_return reply;
}

/// The same for what touches the trash: one at a time.
template <typename Function>
Answer inTrash(Context& context, Function function)
{
    const auto pass = co_await context.trashing.enter();
    co_return co_await onWorker(context, std::move(function));
}

Json toJson(const Facts& facts)
{
    std::array<char, 8> mode{};
    std::snprintf(mode.data(), mode.size(), "%04o", facts.mode);
    Json json{{"path", facts.path},       {"kind", wordOf(facts.kind)},       {"size", facts.size},
              {"mtimeMs", facts.mtimeMs}, {"mode", std::string(mode.data())}, {"writable", facts.isWritable}};
    if (facts.kind == Kind::Link)
        json["target"] = facts.target;
    return json;
}

Json toJson(const Discarded& item)
{
    return {{"id", item.id},
            {"path", item.path},
            {"kind", wordOf(item.kind)},
            {"size", item.size},
            {"deletedAtMs", item.deletedAtMs}};
}

Json toJson(const std::vector<Discarded>& items)
{
    Json list = Json::array();
    for (const auto& item : items)
        list.push_back(toJson(item));
    return list;
}

Answer stat(Context& context, Call call)
{
    Fields fields(call.payload);
    const auto path = fields.text("path");
    const auto lastLink = fields.flag("follow") ? Root::LastLink::Follow : Root::LastLink::Keep;
    if (fields.failure())
        co_return std::unexpected(*fields.failure());
    co_return co_await onWorker(context, [&]() -> Outcome<Json> {
        return factsOf(context.root, path, lastLink).transform([](const Facts& facts) { return toJson(facts); });
    });
}

Answer makeFolder(Context& context, Call call)
{
    Fields fields(call.payload);
    const auto path = fields.text("path");
    if (fields.failure())
        co_return std::unexpected(*fields.failure());
    co_return co_await onWorker(context, [&]() -> Outcome<Json> {
        return server::makeFolder(context.root, path).transform([](bool made) { return Json{{"created", made}}; });
    });
}

Answer move(Context& context, Call call)
{
    Fields fields(call.payload);
    const auto from = fields.text("from");
    const auto to = fields.text("to");
    const bool overwrite = fields.flag("overwrite");
    if (fields.failure())
        co_return std::unexpected(*fields.failure());
    co_return co_await inTrash(context, [&]() -> Outcome<Json> {
        Json reply = Json::object();
        auto moved = moveFile(context.root, from, to, call.stop);
        if (!moved && moved.error().code == Code::Conflict && overwrite) {
            const auto discarded = context.trash.discard(to, call.stop);
            if (!discarded)
                return std::unexpected(discarded.error());
            reply["replaced"] = toJson(discarded->item);
            reply["pruned"] = toJson(discarded->pruned);
            moved = moveFile(context.root, from, to, call.stop);
        }
        if (!moved)
            return std::unexpected(moved.error());
        return reply;
    });
}

Answer remove(Context& context, Call call)
{
    Fields fields(call.payload);
    const auto path = fields.text("path");
    const bool permanent = fields.flag("permanent");
    if (fields.failure())
        co_return std::unexpected(*fields.failure());
    if (permanent)
        co_return co_await onWorker(context, [&]() -> Outcome<Json> {
            return removeFile(context.root, path).transform([] { return Json::object(); });
        });
    co_return co_await inTrash(context, [&]() -> Outcome<Json> {
        const auto discarded = context.trash.discard(path, call.stop);
        if (!discarded)
            return std::unexpected(discarded.error());
        return Json{{"item", toJson(discarded->item)}, {"pruned", toJson(discarded->pruned)}};
    });
}

Answer restore(Context& context, Call call)
{
    Fields fields(call.payload);
    const auto id = fields.text("id");
    const auto path = fields.optionalText("path").value_or("");
    if (fields.failure())
        co_return std::unexpected(*fields.failure());
    co_return co_await inTrash(context, [&]() -> Outcome<Json> {
        return context.trash.restore(id, path, call.stop).transform([](const std::string& where) {
            return Json{{"path", where}};
        });
    });
}

Answer listTrash(Context& context)
{
    co_return co_await inTrash(context, [&]() -> Outcome<Json> {
        const auto items = context.trash.items();
        return Json{{"items", toJson(items)},
                    {"mostItems", context.trash.limits().items},
                    {"mostBytes", context.trash.limits().bytes}};
    });
}

} // namespace

void addEntryRequests(Handlers& handlers, Context& context)
{
    const auto add = [&](const char* type, Answer (*answer)(Context&, Call)) {
        handlers.byType[type] = [&context, answer](Call call) { return answer(context, std::move(call)); };
    };
    add("file.stat", stat);
    add("file.mkdir", makeFolder);
    add("file.move", move);
    add("file.delete", remove);
    add("file.restore", restore);
    handlers.byType["file.trash"] = [&context](Call) { return listTrash(context); };
}

} // namespace kalpana::bridge::server
