#pragma once

#include "remote/bridge/server/code_server/jsonc.h"

#include <set>

namespace kalpana::bridge::server {

/// Which of code-server's settings are ours, and which the user has taken over by changing or removing them.
struct SettingsRecord {
    Json ours = Json::object();       ///< what we set them to
    std::set<std::string> users = {}; ///< never to be touched again
};

struct MergedSettings {
    std::string text = {};
    SettingsRecord record = {};
    std::vector<std::string> set = {};  ///< by this merge
    std::vector<std::string> kept = {}; ///< wanted otherwise, but the user's
};

/// Puts settings into the text of a settings.json. One that is not there is added, unless the user has removed it; one
/// that is there is changed where we have set it and it still is what we set it to. All else stays to the byte. A text
/// of nothing but comments counts as an empty object, as for VS Code. `failed` where it can't be read.
[[nodiscard]] Outcome<MergedSettings> mergeSettings(std::string_view text, const Json& wanted, SettingsRecord record);

/// A settings.json, and our record beside the user's things.
struct SettingsPlaces {
    std::string file;
    std::string record;
};

struct SettingsReport {
    std::vector<std::string> set = {};
    std::vector<std::string> kept = {};
};

/// Merges into the file, which may be missing or a link to where the user keeps it. It is replaced as a whole, or,
/// where anything fails (a damaged one is left alone), not at all.
[[nodiscard]] Outcome<SettingsReport> applySettings(const SettingsPlaces& places, const Json& wanted);

} // namespace kalpana::bridge::server
