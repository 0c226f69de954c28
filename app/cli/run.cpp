#include "app/cli/run.h"

#include "app/cli/commands.h"
#include "app/cli/exit_codes.h"
#include "app/cli/help.h"
#include "core/settings/data_folder.h"

#include <QCoreApplication>
#include <QDir>

#include <algorithm>
#include <array>
#include <utility>

namespace kalpana::cli {

using namespace Qt::StringLiterals;

namespace {

Result<int> printHelp(const Context& context, const Invocation& invocation)
{
    return helpText(invocation.arguments.value(0)).transform([&](const QString& text) {
        context.output.result(text.trimmed(), {{u"type"_s, u"help"_s}, {u"text"_s, text}});
        return 0;
    });
}

CommandFunction functionOf(const QString& name)
{
    static constexpr std::array<std::pair<QLatin1StringView, CommandFunction>, 21> functions{
        {{"hosts"_L1, listHosts},
         {"up"_L1, bringUp},
         {"list"_L1, listWorkspaces},
         {"status"_L1, printStatus},
         {"open"_L1, openWorkspace},
         {"exec"_L1, executeCommand},
         {"terminal"_L1, useTerminal},
         {"terminals"_L1, listTerminals},
         {"logs"_L1, printLogs},
         {"forward"_L1, forwardPort},
         {"ask"_L1, askAgent},
         {"chats"_L1, useChats},
         {"models"_L1, listModels},
         {"permissions"_L1, explainPermission},
         {"undo"_L1, undoTurn},
         {"stop"_L1, stopWorkspace},
         {"start"_L1, startWorkspace},
         {"delete"_L1, deleteWorkspace},
         {"ssh-config"_L1, printSshConfig},
         {"secret"_L1, useSecrets},
         {"help"_L1, printHelp}}};
    const auto found = std::ranges::find(functions, name, [](const auto& entry) { return QString(entry.first); });
    return found == functions.end() ? nullptr : found->second;
}

QString absolute(const QString& path)
{
    return path.isEmpty() ? path : QDir::cleanPath(QDir::current().absoluteFilePath(path));
}

} // namespace

int run(const QStringList& arguments, const Output::Streams& streams, std::stop_token stop)
{
    const auto invocation = parseCommandLine(arguments);
    const auto beforeDashes = arguments.first(
        std::min(arguments.size(), static_cast<qsizetype>(std::ranges::find(arguments, "--"_L1) - arguments.begin())));
    Output output(beforeDashes.contains("--json"_L1), streams);
    if (!invocation) {
        output.error(invocation.error());
        return exitCodeOf(invocation.error().code);
    }
    if (invocation->has("version"_L1)) {
        output.result(u"kalpanactl " KALPANA_VERSION ""_s,
                      {{u"type"_s, u"version"_s}, {u"version"_s, u"" KALPANA_VERSION ""_s}});
        return 0;
    }
    const Context context{.dataFolder = invocation->has("data-dir"_L1) ? absolute(invocation->option("data-dir"_L1))
                                                                       : settings::dataFolder(),
                          .sshConfig = absolute(invocation->option("F"_L1)),
                          .codeServerSource = invocation->option("code-server-source"_L1),
                          .output = output,
                          .stop = std::move(stop)};
    const auto code = functionOf(invocation->command->name)(context, *invocation);
    if (code)
        return *code;
    output.error(code.error());
    return exitCodeOf(code.error().code);
}

} // namespace kalpana::cli
