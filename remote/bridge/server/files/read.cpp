#include "remote/bridge/server/files/read.h"

#include "remote/bridge/server/files/sha256.h"
#include "remote/bridge/server/files/text.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <functional>
#include <sys/stat.h>

namespace kalpana::bridge::server {

namespace {

constexpr std::size_t kChunk = 256U << 10U;

using Take = std::function<void(std::uint64_t offset, std::string_view bytes)>;

/// Reads from `offset` to `end` or the file's end, whichever comes first.
Outcome<void> readRange(int file, std::string_view shown, std::uint64_t offset, std::uint64_t end, const Take& take,
                        const std::stop_token& stop)
{
    std::string buffer(std::min<std::uint64_t>(kChunk, end - offset), '\0');
    while (offset < end) {
        if (stop.stop_requested())
            return failed(Code::Cancelled, "Reading was cancelled.");
        const auto wanted = std::min<std::uint64_t>(buffer.size(), end - offset);
        const ssize_t count = ::pread(file, buffer.data(), wanted, static_cast<off_t>(offset));
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return systemFailed(shown);
        if (count == 0)
            break;
        take(offset, {buffer.data(), static_cast<std::size_t>(count)});
        offset += static_cast<std::uint64_t>(count);
    }
    return {};
}

/// The part of `bytes` (at `offset`) that lies in [from, to).
std::string_view overlap(std::uint64_t offset, std::string_view bytes, std::uint64_t from, std::uint64_t to)
{
    const auto begin = std::clamp(from, offset, offset + bytes.size());
    const auto end = std::clamp(to, begin, offset + bytes.size());
    return bytes.substr(begin - offset, end - begin);
}

} // namespace

Outcome<FileContent> readFile(const Root& root, const ReadSpec& spec, const std::stop_token& stop)
{
    const auto file = root.open(spec.path, O_RDONLY | O_NONBLOCK);
    if (!file)
        return std::unexpected(file.error());
    struct stat facts{};
    if (::fstat(file->get(), &facts) != 0)
        return systemFailed(spec.path);
    if (!S_ISREG(facts.st_mode))
        return failed(Code::BadRequest, spec.path + " is not a file.", "path");

    FileContent content;
    content.size = static_cast<std::uint64_t>(facts.st_size);
    const std::uint64_t from = std::min(spec.offset, content.size);
    const std::uint64_t to = from + std::min({spec.length.value_or(kMaxReadBytes), kMaxReadBytes, content.size - from});
    content.bytes.reserve(to - from);
    const bool hashed = content.size <= kMaxHashedBytes;
    Sha256 hash;
    const auto take = [&](std::uint64_t offset, std::string_view bytes) {
        if (hashed)
            hash.add(bytes);
        content.bytes += overlap(offset, bytes, from, to);
    };
    if (const auto done = readRange(file->get(), spec.path, hashed ? 0 : from, hashed ? content.size : to, take, stop);
        !done)
        return std::unexpected(done.error());
    if (hashed)
        content.hash = hash.hex();

    content.offset = from;
    content.text = isText(content.bytes);
    if (content.text) {
        const auto whole = wholeCharacters(content.bytes);
        content.offset += static_cast<std::uint64_t>(whole.data() - content.bytes.data());
        content.bytes = std::string(whole);
        content.lineEnding = lineEnding(content.bytes);
    }
    content.truncated = content.offset + content.bytes.size() < content.size;
    return content;
}

Outcome<std::string> hashOf(int file, std::string_view shown, const std::stop_token& stop)
{
    Sha256 hash;
    const auto done = readRange(
        file, shown, 0, UINT64_MAX, [&hash](std::uint64_t, std::string_view bytes) { hash.add(bytes); }, stop);
    if (!done)
        return std::unexpected(done.error());
    return hash.hex();
}

} // namespace kalpana::bridge::server
