#include "core/permissions/reason_text.h"

#include <QCoreApplication>
#include <QStringList>

namespace kalpana::permissions {

using namespace Qt::StringLiterals;

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(Permissions)
};

struct Named {
    QString code;
    QString sentence;
};

Named named(const Danger& danger)
{
    using enum Danger::Kind;
    const auto what = QString::fromStdString(danger.what);
    switch (danger.kind) {
    case RecursiveDelete:
        return {u"recursive-delete"_s, Text::tr("It deletes whole folders or many files (%1).").arg(what)};
    case Erase:
        return {u"erase"_s, Text::tr("It erases what files hold (%1).").arg(what)};
    case ForcePush:
        return {u"force-push"_s, Text::tr("It may replace or delete branches of the other repository (%1).").arg(what)};
    case HistoryRewrite:
        return {u"history-rewrite"_s, Text::tr("It gives up commits, branches or changes in Git (%1).").arg(what)};
    case SystemTool:
        return {u"system-tool"_s,
                Text::tr("%1 changes the machine itself: disks, services, users, packages, network or containers.")
                    .arg(what)};
    case RecursiveMode:
        return {u"recursive-mode"_s, Text::tr("%1 changes owners or permissions of whole folders.").arg(what)};
    case Kill:
        return {u"kill"_s, Text::tr("%1 ends processes that the command line did not start.").arg(what)};
    case OtherUser:
        return {u"other-user"_s, Text::tr("%1 runs something as another user.").arg(what)};
    case OtherMachine:
        return {u"other-machine"_s, Text::tr("It reaches another machine (%1).").arg(what)};
    case WriteOutside:
        return {u"write-outside"_s, Text::tr("It writes outside the workspace's folder (%1).").arg(what)};
    case WriteUnknown:
        return {u"write-unknown"_s,
                Text::tr("Where it writes or what it removes is only known when it runs (%1).").arg(what)};
    case Device:
        return {u"device"_s, Text::tr("It writes to a device (%1).").arg(what)};
    case SelfRunning:
        return {u"self-running"_s,
                Text::tr("%1 is something that Git, an editor or a shell acts on by itself.").arg(what)};
    case Names:
        return {u"names"_s, Text::tr("It changes what the names of programs mean, or what they load (%1).").arg(what)};
    case InlineCode:
        return {u"inline-code"_s, Text::tr("It carries code that is not looked into (%1).").arg(what)};
    case RunsOthers:
        return {u"runs-others"_s, Text::tr("It may run other programs by its arguments (%1).").arg(what)};
    }
    return {};
}

Named named(Doubt doubt)
{
    switch (doubt) {
    case Doubt::Name:
        return {u"unknown-name"_s, Text::tr("What it would run is only known when it runs.")};
    case Doubt::Text:
        return {u"unknown-text"_s, Text::tr("The text that a shell would run is only known when it runs.")};
    case Doubt::Input:
        return {u"shell-input"_s, Text::tr("It runs what another program prints or what stands in its input.")};
    case Doubt::Options:
        return {u"unknown-options"_s,
                Text::tr("Its options are not known here, so that what it would run can't be told.")};
    case Doubt::RunsOthers:
        return {u"runs-others"_s, Text::tr("It runs other programs by arguments that are not looked into.")};
    }
    return {};
}

Named named(const ParseProblem& problem)
{
    using enum ParseProblem::Kind;
    switch (problem.kind) {
    case Unfinished:
        return {u"unfinished"_s, Text::tr("A quote, a bracket or a here-document in it does not end.")};
    case Unexpected:
        return {u"syntax"_s, Text::tr("The shell's grammar does not allow what stands at byte %1.").arg(problem.at)};
    case Unsupported:
        return {u"unsupported"_s,
                Text::tr("What stands at byte %1 is read differently by different shells, or computes what is run.")
                    .arg(problem.at)};
    case HiddenCharacters:
        return {u"hidden-characters"_s,
                Text::tr("At byte %1 stands a character that is not shown, or that changes how the rest is shown.")
                    .arg(problem.at)};
    case TooLarge:
        return {u"too-large"_s, Text::tr("It is too long or too deeply nested to be looked at.")};
    }
    return {};
}

Named named(const Reason& reason)
{
    const auto what = QString::fromStdString(reason.what);
    const auto rule = reason.rule ? ruleText(*reason.rule) : QString();
    switch (reason.why) {
    case Why::ReadsInside:
        return {u"reads-inside"_s, Text::tr("Reading inside the workspace needs no rule.")};
    case Why::RuleAllows:
        return {u"rule-allows"_s, Text::tr("The rule \"%1\" allows it.").arg(rule)};
    case Why::RuleAsks:
        return {u"rule-asks"_s, Text::tr("The rule \"%1\" says to ask.").arg(rule)};
    case Why::RuleDenies:
        return {u"rule-denies"_s, Text::tr("The rule \"%1\" denies it.").arg(rule)};
    case Why::PolicyAsks:
        return {u"policy-asks"_s, Text::tr("The team's policy says to ask (\"%1\").").arg(rule)};
    case Why::PolicyDenies:
        return {u"policy-denies"_s, Text::tr("The team's policy denies it (\"%1\").").arg(rule)};
    case Why::RuleMayDeny:
        return {u"rule-may-deny"_s,
                Text::tr("Whether the rule \"%1\" is about it is only known when it runs.").arg(rule)};
    case Why::LineAllowed:
        return {u"exactly-allowed"_s, Text::tr("Exactly this was allowed.")};
    case Why::NoRule:
        return {u"no-rule"_s, Text::tr("No rule allows \"%1\".").arg(what)};
    case Why::Outside:
        return {u"outside"_s,
                Text::tr("%1 is not inside the workspace's folder, or it is not known whether it is.").arg(what)};
    case Why::NoWebAddress:
        return {u"no-web-address"_s,
                Text::tr("%1 is not an address that can be fetched. It must begin with http:// or https:// and have "
                         "no user's name.")
                    .arg(what)};
    case Why::NearHost:
        return {u"near-host"_s,
                Text::tr("%1 is this computer, or belongs to a network that is not public. It is fetched from only "
                         "where a rule for fetch allows exactly \"%1\".")
                    .arg(what)};
    case Why::IsDangerous:
        return reason.danger ? named(*reason.danger) : Named{};
    case Why::IsDoubtful:
        return reason.doubt ? named(*reason.doubt) : Named{};
    case Why::IsNotUnderstood:
        return reason.problem ? named(*reason.problem) : Named{};
    }
    return {};
}

QString stepText(const Step& step)
{
    using enum Step::Kind;
    switch (step.kind) {
    case Pipeline:
        return u"|"_s;
    case Subshell:
        return u"( )"_s;
    case Group:
        return u"{ }"_s;
    case Substitution:
        return u"$( )"_s;
    case Backquotes:
        return u"` `"_s;
    case ProcessSubstitution:
        return u"<( )"_s;
    case Function:
        return u"function"_s;
    case If:
        return u"if"_s;
    case Loop:
        return u"loop"_s;
    case Case:
        return u"case"_s;
    case HereDocument:
        return u"here-document"_s;
    case Wrapper:
        return QString::fromStdString(step.detail);
    case ShellText:
        return QString::fromStdString(step.detail) + u" '…'"_s;
    }
    return {};
}

} // namespace

QString reasonText(const Reason& reason)
{
    return named(reason).sentence;
}

QString reasonCode(const Reason& reason)
{
    return named(reason).code;
}

QString decisionName(Decision decision)
{
    return decision == Decision::Allow ? u"allow"_s : decision == Decision::Deny ? u"deny"_s : u"ask"_s;
}

QString originText(const std::vector<Step>& from)
{
    QStringList steps;
    for (const auto& step : from)
        steps.append(stepText(step));
    return steps.join(u" › "_s);
}

QString ruleText(const Rule& rule)
{
    return QString::fromStdString(rule.tool + ' ' +
                                  (rule.command.empty() ? rule.line.empty() ? rule.path : rule.line : rule.command));
}

} // namespace kalpana::permissions
