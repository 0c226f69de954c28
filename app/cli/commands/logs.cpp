#include "app/cli/commands.h"
#include "app/cli/reached_workspace.h"
#include "remote/bridge/client/code_server.h"

namespace kalpana::cli {

using namespace Qt::StringLiterals;

Result<int> printLogs(const Context& context, const Invocation& invocation)
{
    constexpr std::uint32_t lines = 500;
    const auto reached =
        ReachedWorkspace::open(context, invocation.arguments[0], ReachedWorkspace::Afterwards::StopWhatWasStarted);
    if (!reached)
        return std::unexpected(reached.error());
    const auto log = reached->io().run(bridge::client::codeServerLog(reached->client(), lines), context.stop);
    if (!log)
        return std::unexpected(log.error());
    const auto text = QString::fromStdString(*log).trimmed();
    context.output.result(text, {{u"type"_s, u"log"_s}, {u"name"_s, reached->record().name}, {u"text"_s, text}});
    return 0;
}

} // namespace kalpana::cli
