#include "remote/bridge/protocol/fields.h"
#include "remote/bridge/server/files/edit.h"
#include "remote/bridge/server/files/read.h"
#include "remote/bridge/server/files/walk.h"
#include "remote/bridge/server/files/write.h"
#include "remote/bridge/server/requests/context.h"

#include <fcntl.h>
#include <sys/stat.h>

namespace kalpana::bridge::server {

namespace {

using protocol::Fields;

constexpr std::size_t kContentFrame = 256U << 10U;
constexpr std::uint64_t kEntriesUnlessTold = 10000;
constexpr std::uint64_t kMostEntries = 50000;

/// What a client knows a file by; it may also be empty: no file.
std::optional<std::string> hashField(Fields& fields, const char* name)
{
    auto hash = fields.optionalText(name);
    if (hash && !hash->empty() &&
        (hash->size() != 64 || hash->find_first_not_of("0123456789abcdef") != std::string::npos))
        fields.refuse(name, "\"expectedHash\" must be a SHA-256 in lower-case hex, or empty.");
    return hash;
}

Json toJson(const Written& written)
{
    return {{"size", written.size}, {"hash", written.hash}, {"encoding", nameOf(written.encoding)}};
}

/// A file that is no text goes ahead of its reply, as binary frames.
asio::awaitable<void> sendContent(const FileContent& content, const Call& call)
{
    for (std::size_t at = 0; at < content.content.size() && !call.out->closed(); at += kContentFrame) {
        const auto part = std::string_view(content.content).substr(at, kContentFrame);
        call.out->send(protocol::Frame{protocol::FrameKind::FileContent, call.id, content.offset + at, part});
        co_await call.out->room();
    }
}

/// The payload of the reply, as text: the file's own may be megabytes.
std::string payloadOf(const FileContent& content)
{
    Json reply{{"size", content.size},
               {"hash", content.hash},
               {"encoding", nameOf(content.encoding)},
               {"lineEnding", content.lineEnding},
               {"offset", content.offset},
               {"length", content.length},
               {"truncated", content.truncated}};
    if (content.lines)
        reply["lines"] = *content.lines;
    auto payload = reply.dump();
    payload.back() = ',';
    payload += "\"text\":";
    protocol::appendText(payload, content.isText ? std::string_view(content.content) : std::string_view());
    payload += '}';
    return payload;
}

Answer read(Context& context, Call call)
{
    Fields fields(call.payload);
    ReadSpec spec{.path = fields.text("path"),
                  .offset = fields.optionalNumber("offset").value_or(0),
                  .length = fields.optionalNumber("length"),
                  .line = fields.optionalNumber("line"),
                  .lines = fields.optionalNumber("lines"),
                  .asBytes = fields.flag("bytes")};
    if (spec.line == 0)
        fields.refuse("line", "\"line\" counts from 1.");
    if (spec.lines && !spec.line)
        spec.line = 1;
    if (spec.line && (spec.offset != 0 || spec.length))
        fields.refuse("line", "Give \"line\" and \"lines\", or \"offset\" and \"length\", not both.");
    if (const auto& failure = fields.failure())
        co_return std::unexpected(*failure);
    const auto pass = co_await context.reads.enter();
    co_await call.out->room();
    Outcome<FileContent> content;
    std::string payload;
    co_await context.workers.run([&] {
        content = readFile(context.root, spec, call.stop);
        if (content)
            payload = payloadOf(*content);
    });
    if (!content)
        co_return std::unexpected(content.error());
    if (!content->isText)
        co_await sendContent(*content, call);
    co_return protocol::encodedPayload(std::move(payload));
}

Answer write(Context& context, Call call)
{
    Fields fields(call.payload);
    WriteSpec spec{.path = fields.text("path"), .expectedHash = hashField(fields, "expectedHash")};
    if (const auto name = fields.optionalText("encoding")) {
        spec.encoding = encodingNamed(*name);
        if (!spec.encoding || spec.encoding == Encoding::Binary)
            fields.refuse("encoding", "\"encoding\" must be utf-8, utf-8-bom, utf-16le, utf-16be or windows-1252.");
    }
    if (const auto ending = fields.optionalText("lineEnding")) {
        spec.keepLineEnding = *ending == "keep";
        if (!spec.keepLineEnding && *ending != "exact")
            fields.refuse("lineEnding", "\"lineEnding\" must be keep or exact.");
    }
    spec.text = fields.content("text");
    if (const auto& failure = fields.failure())
        co_return std::unexpected(*failure);
    Outcome<Written> written;
    co_await context.workers.run([&] { written = writeFile(context.root, spec, call.stop); });
    if (!written)
        co_return std::unexpected(written.error());
    co_return toJson(*written);
}

Answer edit(Context& context, Call call)
{
    Fields fields(call.payload);
    EditSpec spec{.path = fields.text("path"),
                  .diff = fields.optionalText("diff"),
                  .expectedHash = hashField(fields, "expectedHash")};
    for (const auto& object : fields.objects("edits")) {
        Fields edit(object);
        spec.substitutions.push_back(
            {edit.content("old"), edit.content("new"), edit.optionalNumber("count").value_or(1)});
        if (edit.failure())
            fields.refuse("edits", edit.failure()->message);
        else if (spec.substitutions.back().before.empty() || spec.substitutions.back().count == 0)
            fields.refuse("edits", "\"old\" must not be empty, and \"count\" not 0.");
    }
    if (spec.expectedHash && spec.expectedHash->empty())
        fields.refuse("expectedHash", "\"expectedHash\" must be the hash of what was read.");
    if (spec.substitutions.empty() == !spec.diff.has_value())
        fields.refuse("edits", "Give \"edits\" or a \"diff\", one of the two.");
    if (const auto& failure = fields.failure())
        co_return std::unexpected(*failure);
    Outcome<Edited> edited;
    co_await context.workers.run([&] { edited = editFile(context.root, spec, call.stop); });
    if (!edited)
        co_return std::unexpected(edited.error());
    auto reply = toJson(edited->written);
    reply["replaced"] = edited->substitutions;
    reply["hunks"] = edited->hunks;
    co_return reply;
}

/// One object of the list, as text: there may be 50,000.
void append(std::string& list, const Entry& entry, bool withFacts)
{
    list += list.back() == '[' ? "{\"kind\":\"" : ",{\"kind\":\"";
    list += wordOf(entry.kind);
    list += "\",\"path\":";
    protocol::appendText(list, entry.path);
    if (withFacts) {
        struct stat facts{};
        ::fstatat(entry.folder, entry.name, &facts, AT_SYMLINK_NOFOLLOW);
        list += ",\"size\":" + std::to_string(facts.st_size);
        list += ",\"mtimeMs\":" + std::to_string(facts.st_mtim.tv_sec * 1000 + facts.st_mtim.tv_nsec / 1000000);
    }
    list += '}';
}

Answer list(Context& context, Call call)
{
    Fields fields(call.payload);
    const WalkSpec spec{.path = fields.optionalText("path").value_or(""),
                        .recursive = fields.flag("recursive"),
                        .respectIgnore = fields.flag("respectIgnore")};
    const bool withFacts = fields.flag("facts", true);
    const auto limit = std::min(fields.optionalNumber("limit").value_or(kEntriesUnlessTold), kMostEntries);
    if (const auto& failure = fields.failure())
        co_return std::unexpected(*failure);
    std::string entries = "{\"entries\":[";
    std::uint64_t count = 0;
    bool truncated = false;
    Outcome<void> walked;
    co_await context.workers.run([&] {
        walked = walk(context.root, spec, call.stop, [&](const Entry& entry) {
            truncated = count >= limit;
            if (!truncated) {
                append(entries, entry, withFacts);
                ++count;
            }
            return truncated ? Visit::Stop : Visit::GoOn;
        });
    });
    if (!walked)
        co_return std::unexpected(walked.error());
    co_return protocol::encodedPayload(
        std::move(entries += truncated ? "],\"truncated\":true}" : "],\"truncated\":false}"));
}

} // namespace

void addFileRequests(Handlers& handlers, Context& context)
{
    handlers.byType["file.read"] = [&context](Call call) { return read(context, std::move(call)); };
    handlers.byType["file.write"] = [&context](Call call) { return write(context, std::move(call)); };
    handlers.byType["file.edit"] = [&context](Call call) { return edit(context, std::move(call)); };
    handlers.byType["file.list"] = [&context](Call call) { return list(context, std::move(call)); };
}

} // namespace kalpana::bridge::server
