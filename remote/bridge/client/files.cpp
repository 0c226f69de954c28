#include "remote/bridge/client/files.h"

#include "remote/bridge/client/call.h"
#include "remote/bridge/client/failure.h"

namespace kalpana::bridge::client {

namespace {

using protocol::Fields;

constexpr std::chrono::seconds walkTime{60}; // Walking or carrying a large tree on a slow disk.

RequestHandlers walking(const std::string& subject)
{
    auto handlers = about(subject);
    handlers.timeout = walkTime;
    return handlers;
}

FolderEntry::Kind kindOf(std::string_view word)
{
    if (word == "file")
        return FolderEntry::Kind::File;
    if (word == "folder")
        return FolderEntry::Kind::Folder;
    return word == "link" ? FolderEntry::Kind::Link : FolderEntry::Kind::Other;
}

FolderEntry entryOf(Fields& fields)
{
    return {.path = fields.text("path"),
            .kind = kindOf(fields.text("kind")),
            .size = fields.optionalNumber("size").value_or(0),
            .modified = std::chrono::milliseconds(fields.optionalNumber("mtimeMs").value_or(0))};
}

TrashedFile trashedOf(Fields& fields)
{
    return {.id = fields.text("id"),
            .path = fields.text("path"),
            .kind = kindOf(fields.text("kind")),
            .size = fields.number("size"),
            .deleted = std::chrono::milliseconds(fields.number("deletedAtMs"))};
}

WrittenFile writtenOf(Fields& fields)
{
    return {.hash = fields.text("hash"),
            .size = fields.number("size"),
            .encoding = fields.optionalText("encoding").value_or(std::string())};
}

/// `name` is where the item stands.
Reader<DeletedFile> deletedIn(const char* name)
{
    return [name](Fields& fields) {
        DeletedFile deleted{.pruned = listOf<TrashedFile>(fields, "pruned", trashedOf)};
        if (const auto item = fields.object(name)) {
            Fields own(*item);
            deleted.item = trashedOf(own);
            if (const auto& failure = own.failure())
                fields.refuse(name, failure->message);
        }
        return deleted;
    };
}

FileChange changeOf(Fields& fields)
{
    const auto word = fields.text("change");
    return {.path = fields.text("path"),
            .what = word == "created"   ? FileChange::What::Created
                    : word == "removed" ? FileChange::What::Removed
                                        : FileChange::What::Changed,
            .isFolder = fields.flag("folder")};
}

} // namespace

asio::awaitable<Result<FileText>> readFile(ClientPointer client, ReadSpec spec)
{
    auto bytes = std::make_shared<std::string>();
    auto handlers = about(spec.path);
    handlers.onBinary = [bytes](const BinaryPart& part) {
        bytes->append(reinterpret_cast<const char*>(part.bytes.data()), part.bytes.size());
    };
    auto payload = Payload()
                       .with("path", spec.path)
                       .with("offset", spec.offset)
                       .with("length", spec.length)
                       .with("line", spec.line)
                       .with("lines", spec.lines)
                       .with("bytes", spec.asBytes ? std::optional(true) : std::nullopt)
                       .take();
    return call<FileText>(std::move(client), "file.read", std::move(payload), std::move(handlers),
                          [bytes](Fields& fields) {
                              const auto encoding = fields.text("encoding");
                              return FileText{.text = fields.content("text"),
                                              .bytes = std::move(*bytes),
                                              .hash = fields.text("hash"),
                                              .size = fields.number("size"),
                                              .binary = encoding == "binary",
                                              .truncated = fields.flag("truncated"),
                                              .encoding = encoding,
                                              .lineEnding = fields.optionalText("lineEnding").value_or(std::string()),
                                              .offset = fields.optionalNumber("offset").value_or(0),
                                              .length = fields.optionalNumber("length").value_or(0),
                                              .lines = fields.optionalNumber("lines")};
                          });
}

asio::awaitable<Result<WrittenFile>> writeFile(ClientPointer client, WriteSpec spec)
{
    auto handlers = about(spec.path);
    auto payload = Payload()
                       .with("path", spec.path)
                       .with("text", std::move(spec.text))
                       .with("expectedHash", spec.expectedHash)
                       .with("encoding", spec.encoding)
                       .with("lineEnding", spec.keepLineEnding ? std::nullopt : std::optional<std::string>("exact"))
                       .take();
    return call<WrittenFile>(std::move(client), "file.write", std::move(payload), std::move(handlers), writtenOf);
}

asio::awaitable<Result<EditedFile>> editFile(ClientPointer client, EditSpec spec)
{
    Json edits = Json::array();
    for (auto& one : spec.substitutions)
        edits.push_back(Payload()
                            .with("old", std::move(one.before))
                            .with("new", std::move(one.after))
                            .with("count", one.count)
                            .take());
    auto handlers = about(spec.path);
    auto payload = Payload()
                       .with("path", spec.path)
                       .withSome("edits", std::move(edits))
                       .with("diff", std::move(spec.diff))
                       .with("expectedHash", spec.expectedHash)
                       .take();
    return call<EditedFile>(
        std::move(client), "file.edit", std::move(payload), std::move(handlers), [](Fields& fields) {
            return EditedFile{
                .written = writtenOf(fields), .replaced = fields.number("replaced"), .hunks = fields.number("hunks")};
        });
}

asio::awaitable<Result<FolderListing>> listFolder(ClientPointer client, ListSpec spec)
{
    auto payload = Payload()
                       .with("path", spec.path)
                       .with("recursive", spec.recursive)
                       .with("respectIgnore", spec.respectIgnore)
                       .with("limit", spec.limit)
                       .take();
    return call<FolderListing>(std::move(client), "file.list", std::move(payload), walking(spec.path),
                               [](Fields& fields) {
                                   return FolderListing{.entries = listOf<FolderEntry>(fields, "entries", entryOf),
                                                        .truncated = fields.flag("truncated")};
                               });
}

asio::awaitable<Result<FileFacts>> statFile(ClientPointer client, std::string path, bool follow)
{
    auto payload = Payload().with("path", path).with("follow", follow).take();
    return call<FileFacts>(std::move(client), "file.stat", std::move(payload), about(path), [](Fields& fields) {
        return FileFacts{.entry = entryOf(fields),
                         .mode = fields.text("mode"),
                         .writable = fields.flag("writable"),
                         .target = fields.optionalText("target").value_or(std::string())};
    });
}

asio::awaitable<Result<bool>> makeFolder(ClientPointer client, std::string path)
{
    auto payload = Payload().with("path", path).take();
    return call<bool>(std::move(client), "file.mkdir", std::move(payload), about(path),
                      [](Fields& fields) { return fields.flag("created"); });
}

asio::awaitable<Result<DeletedFile>> moveFile(ClientPointer client, std::string from, std::string to, bool overwrite)
{
    auto payload = Payload().with("from", from).with("to", to).with("overwrite", overwrite).take();
    return call<DeletedFile>(std::move(client), "file.move", std::move(payload), walking(to), deletedIn("replaced"));
}

asio::awaitable<Result<DeletedFile>> deleteFile(ClientPointer client, std::string path, bool permanent)
{
    auto payload = Payload().with("path", path).with("permanent", permanent).take();
    return call<DeletedFile>(std::move(client), "file.delete", std::move(payload), walking(path), deletedIn("item"));
}

asio::awaitable<Result<std::string>> restoreFile(ClientPointer client, std::string id, std::string path)
{
    auto handlers = walking(path.empty() ? id : path);
    auto payload = Payload().with("id", std::move(id)).withSome("path", std::move(path)).take();
    return call<std::string>(std::move(client), "file.restore", std::move(payload), std::move(handlers),
                             [](Fields& fields) { return fields.text("path"); });
}

asio::awaitable<Result<std::vector<TrashedFile>>> listTrash(ClientPointer client)
{
    return call<std::vector<TrashedFile>>(
        std::move(client), "file.trash", Json::object(), RequestHandlers(),
        [](Fields& fields) { return listOf<TrashedFile>(fields, "items", trashedOf); });
}

asio::awaitable<Result<void>> watchFolder(ClientPointer client, WatchSpec spec, ChangesSink onChanges)
{
    auto handlers = about(spec.path);
    handlers.timeout = std::chrono::milliseconds(0);
    handlers.onEvent = [onChanges = std::move(onChanges)](std::string_view event, const Json& payload) {
        Fields fields(payload);
        if (event == "file.watching")
            onChanges({});
        if (event == "file.changed")
            onChanges(
                {.changes = listOf<FileChange>(fields, "changes", changeOf), .lookAgain = fields.flag("lookAgain")});
    };
    auto payload = Payload()
                       .with("path", spec.path)
                       .with("recursive", spec.recursive)
                       .with("respectIgnore", spec.respectIgnore)
                       .take();
    const auto reply = co_await client->request("file.watch", std::move(payload), std::move(handlers));
    co_return std::unexpected(reply ? errorOf("wrong_version", "A watch has no reply.") : reply.error());
}

} // namespace kalpana::bridge::client
