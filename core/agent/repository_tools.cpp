#include "core/agent/repository_tools.h"

#include "core/agent/tool_arguments.h"
#include "core/agent/visible_text.h"
#include "core/base/shell_word.h"

#include <QCoreApplication>
#include <QJsonArray>

namespace kalpana::agent {

using namespace Qt::StringLiterals;

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(Agent)
};

PreparedCall judgedAs(const QString& line, const QString& tool, const QString& title, const QString& always,
                      const std::string& rule)
{
    return {.action = {"run", line.toStdString()},
            .permission = {.callId = {},
                           .tool = tool,
                           .title = title,
                           .kind = PermissionRequest::Preview::Command,
                           .preview = visibleText(line),
                           .reason = {},
                           .always = always},
            .always = {{.tool = "run", .command = rule, .decision = permissions::Decision::Allow}}};
}

Result<PreparedCall> prepareCommit(const QJsonObject& arguments)
{
    CommitSpec spec{.message = arguments.value("message"_L1).toString(), .all = arguments.value("all"_L1).toBool()};
    const auto paths = arguments.value("paths"_L1).toArray();
    for (const auto& given : paths) {
        const auto path = checkedPath(given.toString());
        if (!path)
            return std::unexpected(path.error());
        spec.paths.append(*path);
    }
    if (spec.all && !spec.paths.isEmpty())
        return failure(ErrorCode::Usage, u"Give either paths or all, not both."_s);
    QStringList words{u"git commit -m %1"_s.arg(shellWord(spec.message))};
    if (!spec.paths.isEmpty())
        words.append(u"--"_s);
    for (const auto& path : std::as_const(spec.paths))
        words.append(shellWord(path));
    auto prepared =
        judgedAs((spec.all ? u"git add -A && "_s : QString()) + words.join(u' '), u"git_commit"_s,
                 spec.all ? Text::tr("Commit all that is changed")
                 : spec.paths.isEmpty()
                     ? Text::tr("Commit what is staged")
                     : Text::tr("Commit these files: %1").arg(visibleText(spec.paths.join(u", "_s).left(200))),
                 Text::tr("Commit without asking"), "git commit *");
    if (spec.all)
        prepared.always.push_back({.tool = "run", .command = "git add *", .decision = permissions::Decision::Allow});
    prepared.run = [spec](WorkspaceTools& tools, const TextReceiver&, const std::stop_token& stop) {
        return tools.commit(spec, stop).transform([](const QString& id) {
            return ToolResult{true, u"Committed as %1."_s.arg(id.left(12))};
        });
    };
    return prepared;
}

/// Names of remotes and branches stand where git also takes options.
Result<QString> checkedName(const QJsonObject& arguments, QLatin1StringView field)
{
    auto name = arguments.value(field).toString();
    if (name.startsWith(u'-') || name.contains(u' '))
        return failure(ErrorCode::Usage, u"%1 must be a name, without spaces and not beginning with -."_s.arg(field));
    return name;
}

Result<PreparedCall> preparePush(const QJsonObject& arguments)
{
    const auto remote = checkedName(arguments, "remote"_L1);
    const auto branch = checkedName(arguments, "branch"_L1);
    if (!remote || !branch)
        return std::unexpected(remote ? branch.error() : remote.error());
    if (remote->isEmpty() && !branch->isEmpty())
        return failure(ErrorCode::Usage, u"Give the remote too where you give the branch, such as origin."_s);
    const PushSpec spec{.remote = *remote,
                        .branch = *branch,
                        .setUpstream = arguments.value("set_upstream"_L1).toBool(),
                        .force = arguments.value("force"_L1).toBool()};
    QStringList words{u"git push"_s};
    if (spec.force)
        words.append(u"--force-with-lease"_s);
    if (spec.setUpstream)
        words.append(u"--set-upstream"_s);
    for (const auto& name : {spec.remote, spec.branch})
        if (!name.isEmpty())
            words.append(shellWord(name));
    auto prepared = judgedAs(words.join(u' '), u"git_push"_s,
                             spec.remote.isEmpty() ? Text::tr("Push the current branch")
                                                   : Text::tr("Push to %1").arg(visibleText(spec.remote)),
                             Text::tr("Push without asking, except by force"), "git push *");
    prepared.run = [spec](WorkspaceTools& tools, const TextReceiver&, const std::stop_token& stop) {
        return tools.push(spec, stop).transform([](const QString& said) {
            return ToolResult{true, said.trimmed().isEmpty() ? u"Pushed."_s : said.trimmed()};
        });
    };
    return prepared;
}

} // namespace

Result<PreparedCall> prepareRepositoryCall(ToolKind kind, const QJsonObject& arguments)
{
    return kind == ToolKind::GitCommit ? prepareCommit(arguments) : preparePush(arguments);
}

} // namespace kalpana::agent
