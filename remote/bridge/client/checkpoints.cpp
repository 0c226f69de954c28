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

GitChange changeOf(Fields& fields)
{
    using What = GitChange::What;
    const auto word = fields.text("change");
    return {.path = pathIn(fields),
            .what = word == "added"          ? What::Added
                    : word == "deleted"      ? What::Deleted
                    : word == "type_changed" ? What::TypeChanged
                                             : What::Modified};
}

NotKept skippedOf(Fields& fields)
{
    return {.path = pathIn(fields), .reason = fields.text("reason"), .size = fields.optionalNumber("size").value_or(0)};
}

LeftAsItIs keptOf(Fields& fields)
{
    return {.path = pathIn(fields), .reason = fields.text("reason")};
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
    payload.with("from", spec.from).with("to", spec.to).with("patch", spec.patch);
    addPaths(payload, spec.paths);
    return call<CheckpointDiff>(
        std::move(client), "checkpoint.diff", payload.take(), handlersOf(spec.from),
        [patch = spec.patch](Fields& fields) {
            return CheckpointDiff{.files = listOf<GitChange>(fields, "files", changeOf),
                                  .count = fields.number("filesCount"),
                                  .patch = {patch ? fields.content("patch") : std::string(), fields.flag("truncated")}};
        });
}

asio::awaitable<Result<RestoredFiles>> restoreCheckpoint(ClientPointer client, std::uint32_t id,
                                                         const std::vector<std::string>& paths)
{
    Payload payload;
    payload.with("checkpoint", id);
    addPaths(payload, paths);
    return call<RestoredFiles>(std::move(client), "checkpoint.restore", payload.take(), handlersOf(id),
                               [](Fields& fields) {
                                   return RestoredFiles{.before = checkpointIn(fields, "before"),
                                                        .restored = listOf<GitChange>(fields, "restored", changeOf),
                                                        .restoredCount = fields.number("restoredCount"),
                                                        .kept = listOf<LeftAsItIs>(fields, "kept", keptOf),
                                                        .keptCount = fields.number("keptCount")};
                               });
}

} // namespace kalpana::bridge::client
