#include "remote/bridge/client/files.h"

#include "remote/bridge/client/reply.h"

namespace kalpana::bridge::client {

namespace {

constexpr std::chrono::seconds walkTime{60}; // Walking a large tree on a slow disk.

FolderEntry::Kind kindOf(std::string_view word)
{
    if (word == "file")
        return FolderEntry::Kind::File;
    if (word == "folder")
        return FolderEntry::Kind::Folder;
    return word == "link" ? FolderEntry::Kind::Link : FolderEntry::Kind::Other;
}

RequestHandlers about(const std::string& subject)
{
    RequestHandlers handlers;
    handlers.subject = QString::fromStdString(subject);
    return handlers;
}

} // namespace

asio::awaitable<Result<FileText>> readFile(ClientPointer client, ReadSpec spec)
{
    Json payload = Json::object();
    payload["path"] = spec.path;
    if (spec.offset)
        payload["offset"] = *spec.offset;
    if (spec.length)
        payload["length"] = *spec.length;
    auto handlers = about(spec.path);
    const auto reply = co_await client->request("file.read", std::move(payload), std::move(handlers));
    if (!reply)
        co_return std::unexpected(reply.error());
    protocol::Fields fields(*reply);
    FileText file{.text = contentOf(*reply, "text"),
                  .hash = fields.text("hash"),
                  .size = fields.number("size"),
                  .binary = fields.text("encoding") != "utf-8",
                  .truncated = fields.flag("truncated"),
                  .lineEnding = fields.optionalText("lineEnding").value_or(std::string())};
    if (const auto wrong = misread(fields))
        co_return std::unexpected(*wrong);
    co_return file;
}

asio::awaitable<Result<WrittenFile>> writeFile(ClientPointer client, WriteSpec spec)
{
    Json payload = Json::object();
    payload["path"] = spec.path;
    payload["text"] = std::move(spec.text);
    if (spec.expectedHash)
        payload["expectedHash"] = *spec.expectedHash;
    auto handlers = about(spec.path);
    const auto reply = co_await client->request("file.write", std::move(payload), std::move(handlers));
    if (!reply)
        co_return std::unexpected(reply.error());
    protocol::Fields fields(*reply);
    WrittenFile written{.hash = fields.text("hash"), .size = fields.number("size")};
    if (const auto wrong = misread(fields))
        co_return std::unexpected(*wrong);
    co_return written;
}

asio::awaitable<Result<FolderListing>> listFolder(ClientPointer client, ListSpec spec)
{
    Json payload = Json::object();
    payload["path"] = spec.path;
    payload["recursive"] = spec.recursive;
    payload["respectIgnore"] = spec.respectIgnore;
    if (spec.limit)
        payload["limit"] = *spec.limit;
    auto handlers = about(spec.path);
    handlers.timeout = walkTime;
    const auto reply = co_await client->request("file.list", std::move(payload), std::move(handlers));
    if (!reply)
        co_return std::unexpected(reply.error());
    protocol::Fields fields(*reply);
    FolderListing listing{.truncated = fields.flag("truncated")};
    for (const auto& object : objectsOf(*reply, "entries")) {
        protocol::Fields entry(object);
        listing.entries.push_back({.path = entry.text("path"),
                                   .kind = kindOf(entry.text("kind")),
                                   .size = entry.optionalNumber("size").value_or(0),
                                   .modified = std::chrono::milliseconds(entry.optionalNumber("mtimeMs").value_or(0))});
    }
    if (const auto wrong = misread(fields))
        co_return std::unexpected(*wrong);
    co_return listing;
}

asio::awaitable<Result<SearchResult>> search(ClientPointer client, SearchSpec spec)
{
    Json payload = Json::object();
    payload["query"] = spec.query;
    payload["regex"] = spec.regex;
    payload["caseSensitive"] = spec.caseSensitive;
    if (!spec.glob.empty())
        payload["glob"] = spec.glob;
    if (spec.limit)
        payload["limit"] = *spec.limit;
    auto handlers = about(spec.query);
    handlers.timeout = walkTime;
    const auto reply = co_await client->request("search", std::move(payload), std::move(handlers));
    if (!reply)
        co_return std::unexpected(reply.error());
    protocol::Fields fields(*reply);
    SearchResult result{.truncated = fields.flag("truncated"),
                        .engine = fields.optionalText("engine").value_or(std::string())};
    for (const auto& object : objectsOf(*reply, "matches")) {
        protocol::Fields match(object);
        result.matches.push_back({.path = match.text("path"),
                                  .line = static_cast<std::uint32_t>(match.number("line")),
                                  .column = static_cast<std::uint32_t>(match.optionalNumber("column").value_or(0)),
                                  .text = contentOf(object, "text")});
    }
    if (const auto wrong = misread(fields))
        co_return std::unexpected(*wrong);
    co_return result;
}

} // namespace kalpana::bridge::client
