#include "app/cli/bridge_session.h"
#include "app/cli/commands.h"
#include "remote/bridge/client/code_server.h"

namespace kalpana::cli {

using namespace Qt::StringLiterals;

Result<int> printLogs(const Context& context, const Invocation& invocation)
{
    constexpr std::uint32_t lines = 500;
    const auto record = context.findRecord(invocation.arguments[0]);
    if (!record)
        return std::unexpected(record.error());
    auto services = RemoteServices::make(context);
    if (!services)
        return std::unexpected(services.error());
    const auto session =
        BridgeSession::open(context, **services, *record, BridgeSession::Afterwards::StopWhatWasStarted);
    if (!session)
        return std::unexpected(session.error());
    const auto log = (*services)->io.run(bridge::client::codeServerLog((*session)->client(), lines), context.stop);
    if (!log)
        return std::unexpected(log.error());
    const auto text = QString::fromStdString(*log).trimmed();
    context.output.result(text, {{u"type"_s, u"log"_s}, {u"name"_s, record->name}, {u"text"_s, text}});
    return 0;
}

} // namespace kalpana::cli
