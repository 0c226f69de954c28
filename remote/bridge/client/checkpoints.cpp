#include "remote/bridge/client/checkpoints.h"

#include "remote/bridge/client/paths.h"

namespace kalpana::bridge::client {

namespace {

using protocol::Fields;

constexpr std::chrono::minutes wholeTreeTime{10}; // The first one reads all that there is.

RequestHandlers handlersOf(std::uint32_t id)
{
    auto handlers = about(id == 0 ? std::string() : "Checkpoint " + std::to_string(id));
    handlers.timeout = wholeTreeTime;
    return handlers;
}

Checkpoint checkpointOf(Fields& fields)
{
    return {.id = static_cast<std::uint32_t>(fields.number("checkpoint")),
            .label = fields.content("label"),
            .created = std::chrono::milliseconds(fields.number("createdAtMs"))};
}

CheckpointChange changeOf(Fields& fields)
{
    using What = GitChange::What;
    const auto word = fields.text("change");
    CheckpointChange change;
    change.path = pathIn(fields);
    change.what = word == "added"          ? What::Added
                  : word == "deleted"      ? What::Deleted
                  : word == "type_changed" ? What::TypeChanged
                                           : What::Modified;
    const auto textOf = [&fields](const char* name) { return fields.optionalText(name).value_or(std::string()); };
    change.mode = textOf("mode");
    change.modeBefore = textOf("modeBefore");
    change.object = textOf("object");
    change.objectBefore = textOf("objectBefore");
    change.added = fields.optionalNumber("added").value_or(0);
    change.removed = fields.optionalNumber("removed").value_or(0);
    change.isBinary = fields.flag("binary");
    return change;
}

NotKept skippedOf(Fields& fields)
{
    return {.path = pathIn(fields), .reason = fields.text("reason"), .size = fields.optionalNumber("size").value_or(0)};
}

LeftAsItIs keptOf(Fields& fields)
{
    return {.path = pathIn(fields), .reason = fields.text("reason"), .changedSince = fields.flag("changedSince")};
}

std::vector<std::uint32_t> idsOf(Fields& fields, const char* name)
{
    std::vector<std::uint32_t> ids;
    for (const auto id : fields.numbers(name))
        ids.push_back(static_cast<std::uint32_t>(id));
    return ids;
}

Checkpoint checkpointIn(Fields& fields, const char* name)
{
    const auto* object = fields.object(name);
    if (object == nullptr) {
        fields.refuse(name, '"' + std::string(name) + "\" is missing.");
        return {};
    }
    Fields own(*object);
    auto checkpoint = checkpointOf(own);
    if (const auto& failure = own.failure())
        fields.refuse(name, failure->message);
    return checkpoint;
}

} // namespace

asio::awaitable<Result<NewCheckpoint>> createCheckpoint(ClientPointer client, std::string label)
{
    auto payload = Payload().withSome("label", std::move(label)).take();
    return call<NewCheckpoint>(std::move(client), "checkpoint.create", std::move(payload), handlersOf(0),
                               [](Fields& fields) {
                                   return NewCheckpoint{.checkpoint = checkpointOf(fields),
                                                        .isNew = fields.flag("isNew"),
                                                        .skipped = listOf<NotKept>(fields, "skipped", skippedOf),
                                                        .skippedCount = fields.number("skippedCount"),
                                                        .pruned = idsOf(fields, "pruned")};
                               });
}

asio::awaitable<Result<Checkpoints>> listCheckpoints(ClientPointer client)
{
    return call<Checkpoints>(std::move(client), "checkpoint.list", Json::object(), RequestHandlers(),
                             [](Fields& fields) {
                                 return Checkpoints{.all = listOf<Checkpoint>(fields, "checkpoints", checkpointOf),
                                                    .most = fields.number("most"),
                                                    .mostBytes = fields.number("mostBytes"),
                                                    .mostFileBytes = fields.number("mostFileBytes")};
                             });
}

asio::awaitable<Result<CheckpointDiff>> diffCheckpoint(ClientPointer client, const CheckpointDiffSpec& spec)
{
    Payload payload;
    payload.with("from", spec.from).with("to", spec.to).with("patch", spec.patch).with("counts", spec.counts);
    addPaths(payload, spec.paths);
    return call<CheckpointDiff>(
        std::move(client), "checkpoint.diff", payload.take(), handlersOf(spec.from),
        [patch = spec.patch](Fields& fields) {
            return CheckpointDiff{.files = listOf<CheckpointChange>(fields, "files", changeOf),
                                  .count = fields.number("filesCount"),
                                  .patch = {patch ? fields.content("patch") : std::string(), fields.flag("truncated")}};
        });
}

asio::awaitable<Result<CheckpointFile>> checkpointFile(ClientPointer client, std::uint32_t id, std::string path)
{
    auto content = std::make_shared<std::string>();
    auto handlers = about(path);
    handlers.timeout = wholeTreeTime; // it may wait for a checkpoint that is being taken
    handlers.onBinary = [content](const BinaryPart& part) {
        content->append(reinterpret_cast<const char*>(part.bytes.data()), part.bytes.size());
    };
    Payload payload;
    payload.with("checkpoint", id);
    addPaths(payload, {std::move(path)});
    return call<CheckpointFile>(std::move(client), "checkpoint.file", payload.take(), std::move(handlers),
                                [content](Fields& fields) {
                                    CheckpointFile file{.mode = fields.text("mode"), .content = std::move(*content)};
                                    if (file.content.size() != fields.number("size"))
                                        fields.refuse("size", "The content is not as long as it says.");
                                    return file;
                                });
}

asio::awaitable<Result<RestoredFiles>> restoreCheckpoint(ClientPointer client, const RestoreSpec& spec)
{
    Payload payload;
    payload.with("checkpoint", spec.id).with("unchangedSince", spec.unchangedSince);
    addPaths(payload, spec.paths);
    return call<RestoredFiles>(
        std::move(client), "checkpoint.restore", payload.take(), handlersOf(spec.id), [](Fields& fields) {
            return RestoredFiles{.before = checkpointIn(fields, "before"),
                                 .restored = listOf<CheckpointChange>(fields, "restored", changeOf),
                                 .restoredCount = fields.number("restoredCount"),
                                 .kept = listOf<LeftAsItIs>(fields, "kept", keptOf),
                                 .keptCount = fields.number("keptCount")};
        });
}

} // namespace kalpana::bridge::client
