#include "remote/bridge/protocol/fields.h"
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

/// A file that is no text goes ahead of its reply, as binary frames.
asio::awaitable<void> sendContent(const FileContent& content, const Call& call)
{
    for (std::size_t at = 0; at < content.bytes.size() && !call.out->closed(); at += kContentFrame) {
        const auto part = std::string_view(content.bytes).substr(at, kContentFrame);
        call.out->send(protocol::Frame{protocol::FrameKind::FileContent, call.id, content.offset + at, part});
        co_await call.out->room();
    }
}

Answer read(Context& context, Call call)
{
    Fields fields(call.payload);
    const ReadSpec spec{fields.text("path"), fields.optionalNumber("offset").value_or(0),
                        fields.optionalNumber("length")};
    if (fields.failure())
        co_return std::unexpected(*fields.failure());
    const auto pass = co_await context.reads.enter();
    co_await call.out->room();
    Outcome<FileContent> content;
    co_await context.workers.run([&] { content = readFile(context.root, spec, call.stop); });
    if (!content)
        co_return std::unexpected(content.error());
    if (!content->text)
        co_await sendContent(*content, call);
    co_return Json{{"size", content->size},
                   {"hash", content->hash},
                   {"encoding", content->text ? "utf-8" : "binary"},
                   {"lineEnding", content->lineEnding},
                   {"offset", content->offset},
                   {"length", content->bytes.size()},
                   {"text", content->text ? std::move(content->bytes) : std::string()},
                   {"truncated", content->truncated}};
}

bool isHash(const std::string& text)
{
    return text.empty() || (text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string::npos);
}

Answer write(Context& context, Call call)
{
    Fields fields(call.payload);
    WriteSpec spec{.path = fields.text("path"), .expectedHash = fields.optionalText("expectedHash")};
    if (spec.expectedHash && !isHash(*spec.expectedHash))
        fields.refuse("expectedHash", "\"expectedHash\" must be a SHA-256 in lower-case hex, or empty.");
    const auto text = call.payload.find("text"); // the one text that may hold NUL: a file may
    if (text == call.payload.end() || !text->is_string())
        fields.refuse("text", "\"text\" must be a text.");
    if (fields.failure())
        co_return std::unexpected(*fields.failure());
    spec.text = std::move(text->get_ref<std::string&>());
    Outcome<Written> written;
    co_await context.workers.run([&] { written = writeFile(context.root, spec, call.stop); });
    if (!written)
        co_return std::unexpected(written.error());
    co_return Json{{"size", written->size}, {"hash", written->hash}};
}

Json toJson(const Entry& entry)
{
    constexpr std::array kinds{"file", "folder", "link", "other"};
    struct stat facts{};
    ::fstatat(entry.folder, entry.name, &facts, AT_SYMLINK_NOFOLLOW);
    return {{"path", entry.path},
            {"kind", kinds.at(static_cast<std::size_t>(entry.kind))},
            {"size", facts.st_size},
            {"mtimeMs", facts.st_mtim.tv_sec * 1000 + facts.st_mtim.tv_nsec / 1000000}};
}

Answer list(Context& context, Call call)
{
    Fields fields(call.payload);
    const WalkSpec spec{.path = fields.optionalText("path").value_or(""),
                        .recursive = fields.flag("recursive"),
                        .respectIgnore = fields.flag("respectIgnore")};
    const auto limit = std::min(fields.optionalNumber("limit").value_or(kEntriesUnlessTold), kMostEntries);
    if (fields.failure())
        co_return std::unexpected(*fields.failure());
    Json entries = Json::array();
    bool truncated = false;
    Outcome<void> walked;
    co_await context.workers.run([&] {
        walked = walk(context.root, spec, call.stop, [&](const Entry& entry) {
            truncated = entries.size() >= limit;
            if (!truncated)
                entries.push_back(toJson(entry));
            return truncated ? Visit::Stop : Visit::GoOn;
        });
    });
    if (!walked)
        co_return std::unexpected(walked.error());
    co_return Json{{"entries", std::move(entries)}, {"truncated", truncated}};
}

} // namespace

void addFileRequests(Handlers& handlers, Context& context)
{
    handlers.byType["file.read"] = [&context](Call call) { return read(context, std::move(call)); };
    handlers.byType["file.write"] = [&context](Call call) { return write(context, std::move(call)); };
    handlers.byType["file.list"] = [&context](Call call) { return list(context, std::move(call)); };
}

} // namespace kalpana::bridge::server
