#include "app/cli/commands.h"
#include "core/agent/chat_store.h"
#include "core/agent/fetch_tool.h"
#include "core/permissions/reason_text.h"
#include "core/permissions/rule_text.h"
#include "core/permissions/verdict.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QJsonArray>

#include <algorithm>

namespace kalpana::cli {

using namespace Qt::StringLiterals;

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(PermissionsCommand)
};

/// The rules that count, and the files that they stand in.
struct FiledRules {
    struct File {
        QString path;
        std::vector<permissions::Rule> rules;
    };
    File user;
    File answers;
    File policy;

    [[nodiscard]] permissions::RuleSet all() const
    {
        permissions::RuleSet set{.rules = user.rules, .policy = policy.rules};
        set.rules.insert(set.rules.end(), answers.rules.begin(), answers.rules.end());
        return set;
    }

    /// The file of the rule that decided; empty where none did.
    [[nodiscard]] QString fileOf(const permissions::Reason& reason) const
    {
        if (!reason.rule)
            return {};
        using permissions::Why;
        const bool isPolicy = reason.why == Why::PolicyAsks || reason.why == Why::PolicyDenies;
        for (const auto* file : {isPolicy ? &policy : &user, &answers, &policy})
            if (std::ranges::find(file->rules, *reason.rule) != file->rules.end())
                return file->path;
        return {};
    }
};

/// Those that the user has given for every workspace, where there are chats.
Result<std::vector<permissions::Rule>> answersIn(const QString& file)
{
    if (!QFileInfo::exists(file))
        return {};
    const auto store = agent::ChatStore::open(file);
    return store ? (*store)->rules({}) : std::unexpected(store.error());
}

Result<FiledRules> rulesOf(const Context& context, const Invocation& invocation)
{
    FiledRules filed;
    const QDir data(context.dataFolder);
    if (invocation.has("rules"_L1)) {
        filed.user.path = invocation.option("rules"_L1);
        auto rules = permissions::readRules(filed.user.path, permissions::RuleSource::User);
        if (!rules)
            return std::unexpected(rules.error());
        filed.user.rules = *std::move(rules);
    } else {
        filed.user.path = data.filePath(u"permissions.json"_s);
        auto own = permissions::userRules(context.dataFolder);
        if (!own)
            return std::unexpected(own.error());
        filed.user.rules = std::move(own->rules);
        filed.answers.path = data.filePath(u"chats.db"_s);
        auto answers = answersIn(filed.answers.path);
        if (!answers)
            return std::unexpected(answers.error());
        filed.answers.rules = *std::move(answers);
    }
    if (invocation.has("policy"_L1)) {
        filed.policy.path = invocation.option("policy"_L1);
        auto rules = permissions::readRules(filed.policy.path, permissions::RuleSource::Policy);
        if (!rules)
            return std::unexpected(rules.error());
        filed.policy.rules = *std::move(rules);
    }
    return filed;
}

QString inFile(const QString& file)
{
    return file.isEmpty() ? QString() : u"   ["_s + file + u']';
}

QJsonObject toJson(const permissions::CommandVerdict& command, const FiledRules& rules)
{
    QJsonArray words;
    for (const auto& word : command.command.words)
        words.append(QJsonObject{{u"text"_s, QString::fromStdString(word.known ? word.text : word.source)},
                                 {u"known"_s, word.known}});
    QJsonArray assignments;
    for (const auto& assignment : command.command.assignments)
        assignments.append(QString::fromStdString(assignment.name));
    QJsonArray redirections;
    for (const auto& redirection : command.command.redirections)
        redirections.append(QJsonObject{{u"operator"_s, QString::fromStdString(redirection.op)},
                                        {u"target"_s, QString::fromStdString(redirection.target.source)}});
    QJsonObject object{{u"command"_s, QString::fromStdString(command.command.text())},
                       {u"words"_s, words},
                       {u"assignments"_s, assignments},
                       {u"redirections"_s, redirections},
                       {u"from"_s, permissions::originText(command.command.from)},
                       {u"wraps"_s, command.command.wraps},
                       {u"neutral"_s, command.neutral},
                       {u"verdict"_s, permissions::decisionName(command.decision)},
                       {u"reason"_s, permissions::reasonCode(command.reason)},
                       {u"sentence"_s, permissions::reasonText(command.reason)}};
    if (const auto file = rules.fileOf(command.reason); !file.isEmpty())
        object.insert(u"file"_s, file);
    return object;
}

QString lineOf(const permissions::CommandVerdict& command, const FiledRules& rules)
{
    const auto from = permissions::originText(command.command.from);
    const auto why = command.neutral ? command.command.wraps ? Text::tr("what it runs decides")
                                                             : Text::tr("does nothing that needs a rule")
                                     : permissions::reasonText(command.reason) + inFile(rules.fileOf(command.reason));
    return u"  %1  %2%3\n         %4"_s.arg(permissions::decisionName(command.decision), -5)
        .arg(QString::fromStdString(command.command.text()).simplified(),
             from.isEmpty() ? QString() : u"   ["_s + from + u']', why);
}

} // namespace

Result<int> explainPermission(const Context& context, const Invocation& invocation)
{
    const auto& words = invocation.arguments;
    if (words[0] != "explain"_L1 || words.size() != 3)
        return failure(ErrorCode::Usage,
                       Text::tr("Call it as: kalpanactl permissions explain [--rules FILE] -- run 'COMMAND', or with "
                                "another tool and a path or an address, such as: edit src/main.c."));
    if (!permissions::ruleTools().contains(words[1]))
        return failure(
            ErrorCode::Usage,
            Text::tr("There is no tool %1. The tools are: %2.").arg(words[1], permissions::ruleTools().join(", "_L1)));
    const auto rules = rulesOf(context, invocation);
    if (!rules)
        return std::unexpected(rules.error());
    permissions::Surroundings surroundings;
    if (invocation.has("folder"_L1))
        surroundings.folder =
            QDir::cleanPath(QDir::current().absoluteFilePath(invocation.option("folder"_L1))).toStdString();
    const auto argument = words[1] == "fetch"_L1 ? agent::webAddress(words[2]) : words[2];
    const permissions::Action action{words[1].toStdString(), (argument.isEmpty() ? words[2] : argument).toStdString()};
    const auto verdict = permissions::judge(action, rules->all(), surroundings);

    QStringList text{
        u"%1: %2"_s.arg(permissions::decisionName(verdict.decision), permissions::reasonText(verdict.reason)) +
        inFile(rules->fileOf(verdict.reason))};
    QJsonArray commands;
    for (const auto& command : verdict.commands) {
        text.append(lineOf(command, *rules));
        commands.append(toJson(command, *rules));
    }
    QJsonObject object{{u"type"_s, u"permission"_s},
                       {u"tool"_s, words[1]},
                       {u"argument"_s, words[2]},
                       {u"verdict"_s, permissions::decisionName(verdict.decision)},
                       {u"reason"_s, permissions::reasonCode(verdict.reason)},
                       {u"sentence"_s, permissions::reasonText(verdict.reason)},
                       {u"understood"_s, !verdict.problem.has_value()},
                       {u"commands"_s, commands}};
    if (verdict.reason.rule)
        object.insert(u"rule"_s, permissions::toJson(*verdict.reason.rule));
    if (const auto file = rules->fileOf(verdict.reason); !file.isEmpty())
        object.insert(u"file"_s, file);
    context.output.result(text.join(u'\n'), object);
    return 0;
}

} // namespace kalpana::cli
