#include "core/permissions/rule_text.h"

#include "core/permissions/web_place.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSaveFile>
#include <QStringList>

#include <algorithm>
#include <array>
#include <span>

namespace kalpana::permissions {

using namespace Qt::StringLiterals;

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(Permissions)
};

constexpr qint64 longestFile = 1 << 20;
constexpr qsizetype mostRules = 5000;
constexpr qsizetype longestText = 20'000;

constexpr std::array decisions{std::pair{"allow"_L1, Decision::Allow}, std::pair{"ask"_L1, Decision::Ask},
                               std::pair{"deny"_L1, Decision::Deny}};
constexpr std::array scopes{std::pair{"always"_L1, Scope::Always}, std::pair{"workspace"_L1, Scope::Workspace},
                            std::pair{"chat"_L1, Scope::Chat}};
constexpr std::array fields{"tool"_L1, "command"_L1,  "line"_L1,  "path"_L1,
                            "host"_L1, "decision"_L1, "scope"_L1, "in"_L1};
constexpr std::array tools{"run"_L1,  "read"_L1,   "list"_L1, "search"_L1, "write"_L1,
                           "edit"_L1, "delete"_L1, "find"_L1, "fetch"_L1};

std::unexpected<Error> wrong(const QString& sentence)
{
    return failure(ErrorCode::Config, sentence);
}

template <typename Table>
QString namesOf(const Table& table)
{
    QStringList names;
    for (const auto& [name, value] : table)
        names.append(name);
    return names.join(", "_L1);
}

QString wordsOf(std::span<const QLatin1StringView> table)
{
    QStringList names;
    for (const auto name : table)
        names.append(name);
    return names.join(", "_L1);
}

template <typename Table>
auto valueIn(const Table& table, const QString& name)
{
    const auto found = std::ranges::find(table, name, [](const auto& entry) { return QString(entry.first); });
    return found == table.end() ? std::nullopt : std::optional(found->second);
}

Result<void> checkFields(const QJsonObject& json, const QString& field)
{
    for (auto at = json.begin(); at != json.end(); ++at) {
        const auto name = u"%1.%2"_s.arg(field, at.key().left(60));
        if (!std::ranges::contains(fields, at.key()))
            return wrong(Text::tr("%1 is not known. The fields are: %2.").arg(name, wordsOf(fields)));
        if (!at.value().isString())
            return wrong(Text::tr("%1 must be a text.").arg(name));
        const auto text = at.value().toString();
        if (text.isEmpty() || text.size() > longestText)
            return wrong(Text::tr("%1 must have 1 to %2 characters.").arg(name).arg(longestText));
    }
    return {};
}

Result<void> checkSubject(const QJsonObject& json, const QString& field, const QString& tool)
{
    const bool runs = tool == "run"_L1;
    const auto given = json.contains("command"_L1) + json.contains("line"_L1) + json.contains("path"_L1);
    if ((tool == "fetch"_L1) != json.contains("host"_L1) || (given > 0 && json.contains("host"_L1)))
        return wrong(
            Text::tr("%1 must have a host, such as *.python.org, with the tool fetch, and only then.").arg(field));
    if (json.contains("host"_L1))
        return isWebPattern(json.value("host"_L1).toString().toStdString())
                   ? Result<void>()
                   : wrong(Text::tr("%1.host must be a host, such as *.python.org, with https:// before it or :8443 "
                                    "behind it if only that is meant.")
                               .arg(field));
    if (given != 1)
        return wrong(Text::tr("%1 must have exactly one of command, line and path.").arg(field));
    if (runs == json.contains("path"_L1))
        return wrong(runs ? Text::tr("%1.path does not go with the tool run. Use command or line.").arg(field)
                          : Text::tr("%1 must have a path: command and line go with the tool run only.").arg(field));
    if (json.contains("command"_L1) && json.value("command"_L1).toString().trimmed().isEmpty())
        return wrong(Text::tr("%1.command must have a word.").arg(field));
    return {};
}

} // namespace

QStringList ruleTools()
{
    QStringList names;
    for (const auto name : tools)
        names.append(name);
    return names;
}

Result<Rule> ruleFromJson(const QJsonObject& json, const QString& field, RuleSource source)
{
    if (const auto checked = checkFields(json, field); !checked)
        return std::unexpected(checked.error());
    const auto text = [&json](QLatin1StringView name) { return json.value(name).toString(); };
    const auto tool = text("tool"_L1);
    if (!std::ranges::contains(tools, tool))
        return wrong(Text::tr("%1.tool must be one of: %2.").arg(field, wordsOf(tools)));
    if (const auto checked = checkSubject(json, field, tool); !checked)
        return std::unexpected(checked.error());
    const auto decision = valueIn(decisions, text("decision"_L1));
    if (!decision)
        return wrong(Text::tr("%1.decision must be one of: %2.").arg(field, namesOf(decisions)));
    if (source == RuleSource::Policy && *decision == Decision::Allow)
        return wrong(Text::tr("%1.decision must be ask or deny: a team's policy can only tighten what the rules allow.")
                         .arg(field));
    const auto scope = json.contains("scope"_L1) ? valueIn(scopes, text("scope"_L1)) : std::optional(Scope::Always);
    if (!scope)
        return wrong(Text::tr("%1.scope must be one of: %2.").arg(field, namesOf(scopes)));
    if ((*scope == Scope::Always) == json.contains("in"_L1))
        return wrong(
            *scope == Scope::Always
                ? Text::tr("%1.in needs the scope workspace or chat.").arg(field)
                : Text::tr("%1.in must be the id of the %2 that the rule is for.").arg(field, text("scope"_L1)));
    return Rule{.tool = tool.toStdString(),
                .command = text("command"_L1).toStdString(),
                .line = text("line"_L1).toStdString(),
                .path = text(tool == "fetch"_L1 ? "host"_L1 : "path"_L1).toStdString(),
                .decision = *decision,
                .scope = *scope,
                .place = text("in"_L1).toStdString()};
}

QJsonObject toJson(const Rule& rule)
{
    QJsonObject json{{"tool"_L1, QString::fromStdString(rule.tool)}};
    const auto insert = [&json](QLatin1StringView name, const std::string& text) {
        if (!text.empty())
            json.insert(name, QString::fromStdString(text));
    };
    insert("command"_L1, rule.command);
    insert("line"_L1, rule.line);
    insert(rule.tool == "fetch" ? "host"_L1 : "path"_L1, rule.path);
    json.insert("decision"_L1,
                QString(std::ranges::find(decisions, rule.decision, [](const auto& e) { return e.second; })->first));
    if (rule.scope != Scope::Always)
        json.insert("scope"_L1,
                    QString(std::ranges::find(scopes, rule.scope, [](const auto& e) { return e.second; })->first));
    insert("in"_L1, rule.place);
    return json;
}

Result<std::vector<Rule>> rulesFromJson(QByteArrayView text, RuleSource source)
{
    QJsonParseError problem;
    const auto json = QJsonDocument::fromJson(text.toByteArray(), &problem);
    if (problem.error != QJsonParseError::NoError)
        return wrong(Text::tr("The rules are not JSON: %1 at byte %2.").arg(problem.errorString()).arg(problem.offset));
    const auto whole = json.object();
    for (const auto& name : whole.keys())
        if (name != "rules"_L1)
            return wrong(Text::tr("%1 is not known. The only field is rules.").arg(name.left(60)));
    if (!whole.value("rules"_L1).isArray())
        return wrong(Text::tr("rules must be a list of rules."));
    const auto list = whole.value("rules"_L1).toArray();
    if (list.size() > mostRules)
        return wrong(Text::tr("rules must have %1 entries at most.").arg(mostRules));
    std::vector<Rule> rules;
    for (qsizetype at = 0; at < list.size(); ++at) {
        const auto field = u"rules[%1]"_s.arg(at);
        if (!list[at].isObject())
            return wrong(Text::tr("%1 must be an object.").arg(field));
        auto rule = ruleFromJson(list[at].toObject(), field, source);
        if (!rule)
            return std::unexpected(rule.error());
        rules.push_back(*std::move(rule));
    }
    return rules;
}

Result<std::vector<Rule>> readRules(const QString& path, RuleSource source)
{
    QFile file(path);
    if (!file.open(QFile::ReadOnly))
        return failure(ErrorCode::Config,
                       Text::tr("The rules %1 can't be read: %2. Name another file.").arg(path, file.errorString()));
    const auto text = file.read(longestFile + 1);
    if (text.size() > longestFile)
        return wrong(Text::tr("The rules %1 are longer than 1 MiB. Name another file.").arg(path));
    auto rules = rulesFromJson(text, source);
    if (!rules)
        return wrong(Text::tr("The rules %1 can't be used: %2").arg(path, rules.error().sentence));
    return rules;
}

Result<RuleSet> userRules(const QString& dataFolder)
{
    const auto path = QDir(dataFolder).filePath(u"permissions.json"_s);
    if (!QFileInfo::exists(path))
        return RuleSet{};
    return readRules(path, RuleSource::User).transform([](std::vector<Rule> rules) {
        return RuleSet{.rules = std::move(rules), .policy = {}};
    });
}

Result<void> writeUserRules(const QString& dataFolder, const std::vector<Rule>& rules)
{
    const auto path = QDir(dataFolder).filePath(u"permissions.json"_s);
    QJsonArray list;
    for (const auto& rule : rules)
        list.append(toJson(rule));
    QSaveFile file(path);
    const auto failed = [&] {
        return failure(ErrorCode::Storage,
                       Text::tr("The rules %1 can't be written: %2.").arg(path, file.errorString()));
    };
    if (!file.open(QFile::WriteOnly) || !file.setPermissions(QFile::ReadOwner | QFile::WriteOwner))
        return failed();
    file.write(QJsonDocument(QJsonObject{{"rules"_L1, list}}).toJson());
    return file.commit() ? Result<void>() : failed();
}

} // namespace kalpana::permissions
