#include "remote/bridge/server/files/edit.h"

#include "remote/bridge/server/files/diff.h"
#include "remote/bridge/server/files/replace.h"
#include "remote/bridge/server/files/sha256.h"
#include "remote/bridge/server/files/text.h"
#include "remote/bridge/server/files/text_file.h"

namespace kalpana::bridge::server {

namespace {

std::uint64_t countOf(std::string_view text, std::string_view part)
{
    std::uint64_t count = 0;
    for (auto at = text.find(part); at != std::string_view::npos; at = text.find(part, at + part.size()))
        ++count;
    return count;
}

/// Puts `after` wherever `before` stands.
std::string substituted(std::string_view text, std::string_view before, std::string_view after)
{
    std::string out;
    for (auto at = text.find(before); at != std::string_view::npos; at = text.find(before)) {
        out += text.substr(0, at);
        out += after;
        text.remove_prefix(at + before.size());
    }
    return out += text;
}

std::string times(std::uint64_t count)
{
    return count == 1 ? "once" : std::to_string(count) + " times";
}

std::unexpected<Failure> tooLarge(const EditSpec& spec, const char* field)
{
    return failed(Code::TooLarge, spec.path + " is too large to be edited: over 32 MiB.", field);
}

/// `text` has "\n" only where the file has `crlf` only.
Outcome<std::uint64_t> substituteAll(std::string& text, const EditSpec& spec, bool crlf, const std::stop_token& stop)
{
    std::uint64_t all = 0;
    for (std::size_t number = 0; number < spec.substitutions.size(); ++number) {
        if (stop.stop_requested())
            return failed(Code::Cancelled, "The edit was cancelled.");
        const auto& edit = spec.substitutions[number];
        const auto before = crlf ? withoutReturns(edit.before) : edit.before;
        const auto after = crlf ? withoutReturns(edit.after) : edit.after;
        const auto count = countOf(text, before);
        if (count != edit.count)
            return failed(Code::NoMatch,
                          "The text of edit " + std::to_string(number + 1) + " stands " +
                              (count == 0 ? "nowhere" : times(count)) + " in " + spec.path + ", not " +
                              times(edit.count) + ". " +
                              (count == 0 ? "Read the file again, and give its text exactly."
                                          : "Give more of the text around it, or the count."),
                          "edits");
        if (text.size() - count * before.size() + count * after.size() > kMaxEditedBytes)
            return tooLarge(spec, "edits");
        text = substituted(text, before, after);
        all += count;
    }
    return all;
}

} // namespace

Outcome<Edited> editFile(const Root& root, const EditSpec& spec, const std::stop_token& stop)
{
    const auto place = root.find(spec.path, Root::Missing::Refuse);
    if (!place)
        return std::unexpected(place.error());
    const auto file = readTextFile(*place, spec.path, kMaxEditedBytes, stop);
    if (!file)
        return std::unexpected(file.error());
    if (spec.expectedHash && *spec.expectedHash != file->hash)
        return failed(Code::Conflict, spec.path + " has changed since it was read. Read it again.", "expectedHash");
    if (static_cast<std::uint64_t>(file->facts.st_size) > kMaxEditedBytes)
        return tooLarge(spec, "path");
    if (file->encoding == Encoding::Binary)
        return failed(Code::BadRequest, spec.path + " is binary and can't be edited as text.", "path");

    const bool crlf = file->lineEnding == "crlf";
    auto text = decoded(file->encoding, file->bytes);
    if (crlf)
        text = withoutReturns(text);
    const auto substitutions = substituteAll(text, spec, crlf, stop);
    if (!substitutions)
        return std::unexpected(substitutions.error());
    Edited edited{.substitutions = *substitutions};
    if (spec.diff) {
        const auto diffText = crlf ? withoutReturns(*spec.diff) : *spec.diff;
        const auto diff = parseDiff(diffText);
        auto changed = diff ? applied(*diff, text, spec.path) : std::unexpected(diff.error());
        if (!changed)
            return std::unexpected(changed.error());
        text = std::move(*changed);
        edited.hunks = diff->hunks.size();
    }

    const auto content = contentFor(file->encoding, crlf ? withReturns(text) : text, spec.path);
    if (!content)
        return std::unexpected(content.error());
    if (*content != file->bytes) // else it is as it should be, and its time stays
        if (const auto done = replaceFile(*place, spec.path, {.before = file->facts, .checked = true}, *content); !done)
            return std::unexpected(done.error());
    Sha256 hash;
    hash.add(*content);
    edited.written = {content->size(), hash.hex(), file->encoding};
    return edited;
}

} // namespace kalpana::bridge::server
