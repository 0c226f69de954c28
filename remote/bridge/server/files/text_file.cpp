#include "remote/bridge/server/files/text_file.h"

#include "remote/bridge/server/files/sha256.h"
#include "remote/bridge/server/files/text_scan.h"

namespace kalpana::bridge::server {

Outcome<TextFile> readTextFile(const Place& place, std::string_view shown, std::uint64_t most,
                               const std::stop_token& stop)
{
    const auto open = openFile(place, shown);
    if (!open)
        return std::unexpected(open.error());
    TextFile file{.facts = open->facts};
    const auto size = static_cast<std::uint64_t>(file.facts.st_size);
    const bool kept = size <= most;
    Sha256 hash;
    TextScan scan;
    const auto done = readPieces(open->fd, shown, 0, size, stop, [&](std::uint64_t, std::string_view piece) {
        hash.add(piece);
        if (!kept)
            return;
        scan.add(piece);
        file.bytes += piece;
    });
    if (!done)
        return std::unexpected(done.error());
    file.hash = hash.hex();
    if (kept) {
        file.encoding = scan.encoding();
        file.lineEnding = scan.lineEnding();
    }
    return file;
}

Outcome<std::string> contentFor(Encoding encoding, std::string_view text, std::string_view shown)
{
    auto bytes = encoded(encoding, text);
    if (!bytes)
        return failed(Code::BadRequest,
                      std::string(shown) + " is in " + std::string(nameOf(encoding)) +
                          ", and the text has characters that are not in it. Write the whole file with the encoding "
                          "\"utf-8\", or leave them out.",
                      "encoding");
    if (const auto mark = byteOrderMark(encoding); !mark.empty())
        bytes->insert(0, mark);
    return std::move(*bytes);
}

} // namespace kalpana::bridge::server
