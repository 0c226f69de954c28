#include "remote/bridge/server/code_server/settings.h"

#include "remote/bridge/protocol/parse_json.h"
#include "remote/bridge/server/files/replace.h"
#include "remote/bridge/server/os/folder.h"

#include <algorithm>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <functional>
#include <memory>

namespace kalpana::bridge::server {

namespace {

constexpr std::size_t kMostBytes = 4U << 20U;
/// How often it is looked at anew where the user saved in that moment.
constexpr int kMostTries = 5;

/// How the members of an object are written: what stands between two of them.
std::string separatorIn(std::string_view text, const CommentedObject& object)
{
    const std::string_view lineEnd = text.contains("\r\n") ? "\r\n" : "\n";
    std::string_view indent = "    ";
    if (!object.members.empty()) {
        const auto key = object.members.back().keyAt;
        const auto line = text.substr(0, key).rfind('\n');
        const auto before = line == std::string_view::npos ? std::string_view() : text.substr(line + 1, key - line - 1);
        if (line != std::string_view::npos && before.find_first_not_of(" \t") == std::string_view::npos)
            indent = before;
    }
    return std::string(lineEnd) + std::string(indent);
}

/// Adds members behind the last one and the comments behind that.
std::string withAdded(std::string text, const CommentedObject& object, const Json& added)
{
    if (added.empty())
        return text;
    const auto separator = separatorIn(text, object);
    std::string members;
    for (const auto& [key, value] : added.items())
        members += (members.empty() ? "" : ",") + separator + Json(key).dump() + ": " + value.dump();
    const auto at = text.find_last_not_of(" \t\r\n", object.close - 1) + 1;
    if (!std::string_view(text).substr(at, object.close - at).contains('\n'))
        members += separator.substr(0, separator.find('\n') + 1);
    text.insert(at, members);
    if (!object.members.empty() && !object.hasTrailingComma)
        text.insert(object.members.back().end, ",");
    return text;
}

SettingsRecord readRecord(const std::string& path)
{
    SettingsRecord record;
    const auto json = protocol::parseJson(readSmallFile(path, kMostBytes));
    if (!json.is_object())
        return record;
    if (const auto ours = json.find("ours"); ours != json.end() && ours->is_object())
        record.ours = *ours;
    if (const auto users = json.find("users"); users != json.end() && users->is_array())
        for (const auto& key : *users)
            if (key.is_string())
                record.users.insert(key.get<std::string>());
    return record;
}

Outcome<void> saveRecord(const std::string& path, const SettingsRecord& record)
{
    return replaceFile(path, Json{{"ours", record.ours}, {"users", record.users}}.dump());
}

/// Where the file really is; a link that leads nowhere is refused when its folder is opened.
std::string resolved(const std::string& path)
{
    const std::unique_ptr<char, void (*)(void*)> real(::realpath(path.c_str(), nullptr), std::free);
    return real != nullptr ? real.get() : path;
}

struct ReadSettings {
    Place place;
    Replaceable before;
    std::string text;
};

Outcome<ReadSettings> readSettings(const std::string& path)
{
    const std::filesystem::path whole(resolved(path));
    ReadSettings read;
    read.place.folder = UniqueFd(::open(whole.parent_path().c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    read.place.name = whole.filename().string();
    read.before.checked = true;
    if (!read.place.folder)
        return systemFailed(path);
    auto file = openFile(read.place, path);
    if (!file && file.error().code == Code::NotFound)
        return read;
    if (!file)
        return std::unexpected(file.error());
    if (static_cast<std::size_t>(file->facts.st_size) > kMostBytes)
        return failed(Code::TooLarge, path + " is larger than settings can be. They are left as they are.");
    read.before.before = file->facts;
    const auto done = readPieces(file->fd, path, 0, kMostBytes, {},
                                 [&read](std::uint64_t, std::string_view bytes) { read.text += bytes; });
    if (!done)
        return std::unexpected(done.error());
    return read;
}

} // namespace

Outcome<MergedSettings> mergeSettings(std::string_view text, const Json& wanted, SettingsRecord record)
{
    MergedSettings merged{.text = std::string(text), .record = std::move(record)};
    if (withoutComments(text).find_first_not_of(" \t\r\n") == std::string::npos) {
        if (!merged.text.empty() && !merged.text.ends_with('\n'))
            merged.text += '\n';
        merged.text += "{}\n";
    }
    auto object = readCommentedObject(merged.text);
    if (!object)
        return std::unexpected(object.error());
    auto& [ours, users] = merged.record;
    Json added = Json::object();
    std::vector<std::pair<std::size_t, Json>> changed;
    for (const auto& [key, value] : wanted.items()) {
        const auto found = std::ranges::find(object->members, key, &CommentedObject::Member::key);
        const bool isThere = found != object->members.end();
        const bool isUnique = std::ranges::count(object->members, key, &CommentedObject::Member::key) == 1;
        if (isUnique && found->value == value)
            continue;
        const bool isOurs = ours.contains(key) && isUnique && found->value == ours.at(key);
        if (users.contains(key) || (isThere && !isOurs) || (!isThere && ours.contains(key))) {
            ours.erase(key);
            users.insert(key);
            merged.kept.push_back(key);
            continue;
        }
        if (isThere)
            changed.emplace_back(static_cast<std::size_t>(found - object->members.begin()), value);
        else
            added[key] = value;
        ours[key] = value;
        merged.set.push_back(key);
    }
    merged.text = withAdded(std::move(merged.text), *object, added);
    // What was added stands behind all of these, but for a comma behind the last.
    std::ranges::sort(changed, std::greater(), &std::pair<std::size_t, Json>::first);
    for (const auto& [index, value] : changed) {
        const auto& member = object->members[index];
        merged.text.replace(member.begin, member.end - member.begin, value.dump());
    }
    if (merged.set.empty())
        merged.text = text;
    return merged;
}

Outcome<SettingsReport> applySettings(const SettingsPlaces& places, const Json& wanted)
{
    for (int attempt = 1;; ++attempt) {
        const auto read = readSettings(places.file);
        if (!read)
            return std::unexpected(read.error());
        auto merged = mergeSettings(read->text, wanted, readRecord(places.record));
        if (!merged)
            return failed(Code::Failed, "The settings in " + places.file + " can't be read: " + merged.error().message +
                                            ". They are left as they are; mend the file, then try again.");
        if (!merged->set.empty()) {
            const auto replaced = replaceFile(read->place, places.file, read->before, merged->text);
            if (!replaced && replaced.error().code == Code::Conflict && attempt < kMostTries)
                continue;
            if (!replaced)
                return std::unexpected(replaced.error());
        }
        // A kill between the two makes what was set the user's: that is safe.
        if (const auto saved = saveRecord(places.record, merged->record); !saved)
            return std::unexpected(saved.error());
        return SettingsReport{std::move(merged->set), std::move(merged->kept)};
    }
}

} // namespace kalpana::bridge::server
