#pragma once

#include "core/base/error.h"
#include "core/permissions/rule.h"

#include <QByteArrayView>
#include <QJsonObject>
#include <QStringList>

namespace kalpana::permissions {

enum class RuleSource {
    User,
    Policy, ///< A team's: may ask and deny, never allow.
};

/// {"rules": [{"tool": "run", "command": "git log *", "decision": "allow"}, …]}: one of command, line (with the tool
/// "run"), host (with "fetch") and path (with the others); "scope" is "always" if it is left out, else "workspace" or
/// "chat" with its id in "in". Strict: ErrorCode::Config, whose sentence names the field ("rules[2].decision …").
[[nodiscard]] Result<std::vector<Rule>> rulesFromJson(QByteArrayView text, RuleSource source);
/// One entry of "rules".
[[nodiscard]] Result<Rule> ruleFromJson(const QJsonObject& json, const QString& field, RuleSource source);
[[nodiscard]] QJsonObject toJson(const Rule& rule);
/// The names that "tool" may have.
[[nodiscard]] QStringList ruleTools();

/// Reads a file of rules, of 1 MiB at most. The sentence of an error names the file too.
[[nodiscard]] Result<std::vector<Rule>> readRules(const QString& path, RuleSource source);

/// The user's own rules, permissions.json in the data folder; none where there is no such file.
[[nodiscard]] Result<RuleSet> userRules(const QString& dataFolder);

/// Writes that file anew, as a whole or not at all; only the user may read it. ErrorCode::Storage.
[[nodiscard]] Result<void> writeUserRules(const QString& dataFolder, const std::vector<Rule>& rules);

} // namespace kalpana::permissions
