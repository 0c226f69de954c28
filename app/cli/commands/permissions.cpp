#include "app/cli/commands.h"
#include "core/permissions/reason_text.h"
#include "core/permissions/rule_text.h"
#include "core/permissions/verdict.h"

#include <QCoreApplication>
#include <QDir>
#include <QJsonArray>

namespace kalpana::cli {

using namespace Qt::StringLiterals;

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(PermissionsCommand)
};

Result<permissions::RuleSet> rulesOf(const Invocation& invocation)
{
    permissions::RuleSet set;
    if (invocation.has("rules"_L1)) {
        auto rules = permissions::readRules(invocation.option("rules"_L1), permissions::RuleSource::User);
        if (!rules)
            return std::unexpected(rules.error());
        set.rules = *std::move(rules);
    }
    if (invocation.has("policy"_L1)) {
        auto rules = permissions::readRules(invocation.option("policy"_L1), permissions::RuleSource::Policy);
        if (!rules)
            return std::unexpected(rules.error());
        set.policy = *std::move(rules);
    }
    return set;
}

QJsonObject toJson(const permissions::CommandVerdict& command)
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
    return {{u"command"_s, QString::fromStdString(command.command.text())},
            {u"words"_s, words},
            {u"assignments"_s, assignments},
            {u"redirections"_s, redirections},
            {u"from"_s, permissions::originText(command.command.from)},
            {u"wraps"_s, command.command.wraps},
            {u"neutral"_s, command.neutral},
            {u"verdict"_s, permissions::decisionName(command.decision)},
            {u"reason"_s, permissions::reasonCode(command.reason)},
            {u"sentence"_s, permissions::reasonText(command.reason)}};
}

QString lineOf(const permissions::CommandVerdict& command)
{
    const auto from = permissions::originText(command.command.from);
    const auto why = command.neutral ? command.command.wraps ? Text::tr("what it runs decides")
                                                             : Text::tr("does nothing that needs a rule")
                                     : permissions::reasonText(command.reason);
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
                                "another tool and a path, such as: edit src/main.c."));
    if (!permissions::ruleTools().contains(words[1]))
        return failure(
            ErrorCode::Usage,
            Text::tr("There is no tool %1. The tools are: %2.").arg(words[1], permissions::ruleTools().join(", "_L1)));
    const auto rules = rulesOf(invocation);
    if (!rules)
        return std::unexpected(rules.error());
    permissions::Surroundings surroundings;
    if (invocation.has("folder"_L1))
        surroundings.folder =
            QDir::cleanPath(QDir::current().absoluteFilePath(invocation.option("folder"_L1))).toStdString();
    const permissions::Action action{words[1].toStdString(), words[2].toStdString()};
    const auto verdict = permissions::judge(action, *rules, surroundings);

    QStringList text{
        u"%1: %2"_s.arg(permissions::decisionName(verdict.decision), permissions::reasonText(verdict.reason))};
    QJsonArray commands;
    for (const auto& command : verdict.commands) {
        text.append(lineOf(command));
        commands.append(toJson(command));
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
    context.output.result(text.join(u'\n'), object);
    return 0;
}

} // namespace kalpana::cli
