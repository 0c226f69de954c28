#include "remote/bridge/protocol/fields.h"
#include "remote/bridge/server/editor/editors.h"
#include "remote/bridge/server/files/entries.h"
#include "remote/bridge/server/requests/context.h"

namespace kalpana::bridge::server {

namespace {

using protocol::Fields;

constexpr std::size_t kMostInserted = 1U << 20U;
constexpr std::uint64_t kLastPlace = INT32_MAX;

/// The path is resolved here, below the workspace's folder: the editor gets a whole one.
Answer open(Context& context, Call call)
{
    Fields fields(call.payload);
    const auto path = fields.text("path");
    const auto line = fields.optionalNumber("line").value_or(0);
    const auto column = fields.optionalNumber("column").value_or(0);
    for (const auto& [name, value] : {std::pair("line", line), std::pair("column", column)})
        if (value > kLastPlace)
            fields.refuse(name, std::string("\"") + name + "\" must be below 2147483648.");
    if (fields.failure())
        co_return std::unexpected(*fields.failure());
    Outcome<Facts> facts;
    co_await context.workers.run([&] { facts = factsOf(context.root, path, Root::LastLink::Follow); });
    if (!facts)
        co_return std::unexpected(facts.error());
    if (facts->kind != Kind::File && facts->kind != Kind::Folder)
        co_return failed(Code::Failed, path + " is neither a file nor a folder.", "path");
    Json question{{"type", "open"},
                  {"path", context.root.path() + '/' + facts->path},
                  {"folder", facts->kind == Kind::Folder},
                  {"line", line},
                  {"column", column}};
    co_return co_await context.editors.ask(std::move(question), call.stop);
}

Answer insert(Context& context, Call call)
{
    Fields fields(call.payload);
    const auto text = fields.content("text");
    if (text.empty())
        fields.refuse("text", "\"text\" must not be empty.");
    if (fields.failure())
        co_return std::unexpected(*fields.failure());
    if (text.size() > kMostInserted)
        co_return failed(Code::Failed, "The text has over a megabyte. Copy it in parts.", "text");
    co_return co_await context.editors.ask({{"type", "insert"}, {"text", text}}, call.stop);
}

Answer state(Context& context)
{
    co_return context.editors.state();
}

} // namespace

void addEditorRequests(Handlers& handlers, Context& context)
{
    handlers.byType["editor.open"] = [&context](Call call) { return open(context, std::move(call)); };
    handlers.byType["editor.insert"] = [&context](Call call) { return insert(context, std::move(call)); };
    handlers.byType["editor.state"] = [&context](Call) { return state(context); };
    handlers.byType["editor.watch"] = [&context](Call call) { return context.editors.watch(std::move(call)); };
}

} // namespace kalpana::bridge::server
