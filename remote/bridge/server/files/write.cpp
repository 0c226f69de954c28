#include "remote/bridge/server/files/write.h"

#include "remote/bridge/server/files/replace.h"
#include "remote/bridge/server/files/sha256.h"
#include "remote/bridge/server/files/text.h"
#include "remote/bridge/server/files/text_file.h"

#include <fcntl.h>

namespace kalpana::bridge::server {

namespace {

std::unexpected<Failure> conflict(const WriteSpec& spec, const char* why)
{
    return failed(Code::Conflict, spec.path + why, "expectedHash");
}

/// The text with the line ends that the file has, where both have one kind.
std::string withLineEndingOf(const TextFile& old, std::string text)
{
    const auto has = lineEnding(text);
    const bool both = (has == "lf" || has == "crlf") && (old.lineEnding == "lf" || old.lineEnding == "crlf");
    if (!both || has == old.lineEnding)
        return text;
    return old.lineEnding == "crlf" ? withReturns(text) : withoutReturns(text);
}

std::optional<struct stat> factsOf(const Place& place)
{
    struct stat facts{};
    if (::fstatat(place.folder.get(), place.name.c_str(), &facts, AT_SYMLINK_NOFOLLOW) != 0)
        return std::nullopt;
    return facts;
}

} // namespace

Outcome<Written> writeFile(const Root& root, const WriteSpec& spec, const std::stop_token& stop)
{
    const auto place = root.find(spec.path, Root::Missing::MakeFolders);
    if (!place)
        return std::unexpected(place.error());
    const auto old = readTextFile(*place, spec.path, kMaxEditedBytes, stop);
    Replaceable replaceable{.checked = spec.expectedHash.has_value()};
    if (old)
        replaceable.before = old->facts;
    else if (old.error().code == Code::NoPermission && !spec.expectedHash) // one that may be written and not read
        replaceable.before = factsOf(*place);
    else if (old.error().code != Code::NotFound)
        return std::unexpected(old.error());

    if (spec.expectedHash) {
        if (spec.expectedHash->empty() && old)
            return conflict(spec, " is already there.");
        if (!spec.expectedHash->empty() && !old)
            return conflict(spec, " is gone since it was read.");
        if (old && *spec.expectedHash != old->hash)
            return conflict(spec, " has changed since it was read. Read it again.");
    }
    const bool keepsEncoding = !spec.encoding && old && old->encoding != Encoding::Binary;
    const auto encoding = keepsEncoding ? old->encoding : spec.encoding.value_or(Encoding::Utf8);
    const auto content =
        contentFor(encoding, old && spec.keepLineEnding ? withLineEndingOf(*old, spec.text) : spec.text, spec.path);
    if (!content)
        return std::unexpected(content.error());
    if (const auto done = replaceFile(*place, spec.path, replaceable, *content); !done) {
        auto failure = done.error();
        if (failure.code == Code::Conflict)
            failure.field = "expectedHash";
        return std::unexpected(std::move(failure));
    }
    Sha256 hash;
    hash.add(*content);
    return Written{content->size(), hash.hex(), encoding};
}

} // namespace kalpana::bridge::server
