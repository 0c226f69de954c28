#include "remote/bridge/server/files/read.h"

#include "remote/bridge/server/files/range.h"
#include "remote/bridge/server/files/sha256.h"
#include "remote/bridge/server/files/text.h"
#include "remote/bridge/server/files/text_scan.h"

#include <algorithm>

namespace kalpana::bridge::server {

namespace {

/// UTF-16 is cut at whole pairs of bytes, and never between the halves of a character.
std::string_view wholeUnits(std::string_view bytes, std::uint64_t& offset, bool bigEndian)
{
    const auto unitAt = [&](std::size_t at) {
        return static_cast<char32_t>(static_cast<unsigned char>(bytes[at + (bigEndian ? 0 : 1)]) << 8U);
    };
    const auto dropFirst = [&](std::size_t count) {
        bytes.remove_prefix(std::min(count, bytes.size()));
        offset += count;
    };
    dropFirst(offset % 2);
    bytes.remove_suffix(bytes.size() % 2);
    if (bytes.size() >= 2 && isLowSurrogate(unitAt(0)))
        dropFirst(2);
    if (bytes.size() >= 2 && isHighSurrogate(unitAt(bytes.size() - 2)))
        bytes.remove_suffix(2);
    return bytes;
}

/// Turns the bytes of `content` into UTF-8 and puts right where they begin and end.
void decode(FileContent& content)
{
    std::string_view bytes = content.content;
    if (const auto mark = byteOrderMark(content.encoding); content.offset < mark.size() && !bytes.empty()) {
        const auto dropped = std::min<std::size_t>(mark.size() - content.offset, bytes.size());
        bytes.remove_prefix(dropped);
        content.offset += dropped;
    }
    if (content.encoding == Encoding::Utf16Le || content.encoding == Encoding::Utf16Be) {
        bytes = wholeUnits(bytes, content.offset, content.encoding == Encoding::Utf16Be);
    } else if (content.encoding != Encoding::Windows1252) {
        const auto whole = wholeCharacters(bytes);
        content.offset += static_cast<std::uint64_t>(whole.data() - bytes.data());
        bytes = whole;
    }
    content.length = bytes.size();
    if (content.encoding == Encoding::Utf8 && bytes.size() == content.content.size())
        return; // nearly always: no copy of what may be megabytes
    content.content = decoded(content.encoding == Encoding::Utf8Bom ? Encoding::Utf8 : content.encoding, bytes);
}

std::unexpected<Failure> noLines(const ReadSpec& spec)
{
    return failed(Code::BadRequest,
                  spec.path + " can't be read by lines: it is UTF-16. Ask with \"offset\" and \"length\".", "line");
}

} // namespace

Outcome<FileContent> readFile(const Root& root, const ReadSpec& spec, const std::stop_token& stop)
{
    const auto place = root.find(spec.path, Root::Missing::Refuse);
    if (!place)
        return std::unexpected(place.error());
    const auto file = openFile(*place, spec.path);
    if (!file)
        return std::unexpected(file.error());

    FileContent content;
    content.size = static_cast<std::uint64_t>(file->facts.st_size);
    const bool whole = content.size <= kMaxHashedBytes;
    const std::uint64_t from = std::min(spec.offset, content.size);
    const std::uint64_t to = from + std::min({spec.length.value_or(kMaxReadBytes), kMaxReadBytes, content.size - from});
    ByteRange bytes(from, to);
    LineRange lines(std::max<std::uint64_t>(spec.line.value_or(1), 1), spec.lines.value_or(UINT64_MAX), kMaxReadBytes);
    Sha256 hash;
    TextScan scan;
    const auto take = [&](std::uint64_t offset, std::string_view piece) {
        if (whole) {
            hash.add(piece);
            scan.add(piece);
        }
        if (spec.line)
            lines.add(offset, piece);
        else
            bytes.add(offset, piece);
    };
    std::stop_source enough; // so that a few lines of a huge file do not need all of it
    const auto takeLines = [&](std::uint64_t offset, std::string_view piece) {
        take(offset, piece);
        if (lines.isDone() || stop.stop_requested())
            enough.request_stop();
    };
    const auto done = whole       ? readPieces(file->fd, spec.path, 0, content.size, stop, take)
                      : spec.line ? readPieces(file->fd, spec.path, 0, content.size, enough.get_token(), takeLines)
                                  : readPieces(file->fd, spec.path, from, to, stop, take);
    if (!done && (done.error().code != Code::Cancelled || stop.stop_requested()))
        return std::unexpected(done.error());

    content.offset = spec.line ? lines.offset() : from;
    content.content = spec.line ? lines.take() : bytes.take();
    content.length = content.content.size();
    if (whole)
        content.hash = hash.hex();
    else
        scan.add(wholeCharacters(content.content));
    content.encoding = scan.encoding();
    content.lineEnding = scan.lineEnding();
    content.isText = content.encoding != Encoding::Binary && !spec.asBytes;
    if (content.encoding == Encoding::Utf16Le || content.encoding == Encoding::Utf16Be)
        if (spec.line)
            return noLines(spec);
    if (whole && content.encoding != Encoding::Binary)
        content.lines = scan.lines();
    if (content.isText)
        decode(content);
    content.truncated = content.offset + content.length < content.size;
    return content;
}

} // namespace kalpana::bridge::server
