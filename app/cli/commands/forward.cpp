#include "app/cli/commands.h"
#include "app/cli/port_forward.h"
#include "app/cli/remote_services.h"
#include "remote/workspaces/connect_host.h"

#include <QCoreApplication>

#include <algorithm>
#include <condition_variable>

namespace kalpana::cli {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(ForwardCommand)
};

/// Waits; false when it was stopped meanwhile.
bool pause(std::chrono::milliseconds time, const std::stop_token& stop)
{
    std::mutex mutex;
    std::condition_variable_any never;
    std::unique_lock lock(mutex);
    never.wait_for(lock, stop, time, [] { return false; });
    return !stop.stop_requested();
}

/// Connects again until it works, the user is needed, or a stop.
Result<std::shared_ptr<host::Host>> reconnect(const Context& context, RemoteServices& services,
                                              const workspace::Record& record)
{
    for (auto wait = 500ms;; wait = std::min<std::chrono::milliseconds>(2 * wait, 15s)) {
        auto host = workspaces::connectHost(services.io, record, services.questions, context.stop);
        if (host || !workspaces::mayPass(host.error()))
            return host;
        if (!pause(wait, context.stop))
            return failure(ErrorCode::Cancelled, Text::tr("Stopped."));
    }
}

} // namespace

Result<int> forwardPort(const Context& context, const Invocation& invocation)
{
    const auto record = context.findRecord(invocation.arguments[0]);
    if (!record)
        return std::unexpected(record.error());
    const auto spec = parseForward(invocation.arguments[1]);
    if (!spec)
        return std::unexpected(spec.error());
    auto services = RemoteServices::make(context);
    if (!services)
        return std::unexpected(services.error());
    auto& io = (*services)->io;
    auto host = workspaces::connectHost(io, *record, (*services)->questions, context.stop);
    if (!host)
        return std::unexpected(host.error());

    auto forward = io.call([&] {
        return std::make_unique<PortForward>(io.executor(), *spec,
                                             [&context](const Error& error) { context.output.note(error.sentence); });
    });
    const auto port = io.call([&] { return forward->listen(); });
    if (!port)
        return std::unexpected(port.error());
    const auto shownBind = spec->bind.contains(u':') ? u'[' + spec->bind + u']' : spec->bind;
    context.output.result(u"%1:%2"_s.arg(shownBind).arg(*port), {{u"type"_s, u"forward"_s},
                                                                 {u"bind"_s, spec->bind},
                                                                 {u"port"_s, *port},
                                                                 {u"host"_s, spec->host},
                                                                 {u"hostPort"_s, spec->hostPort}});
    Result<int> end = 0;
    while (!context.stop.stop_requested()) {
        const auto lost = io.run(forward->carry(*host), context.stop);
        if (!lost)
            break;
        context.output.note(Text::tr("The connection was lost; connecting again."));
        host = reconnect(context, **services, *record);
        if (!host) {
            if (!context.stop.stop_requested())
                end = std::unexpected(host.error());
            break;
        }
    }
    io.call([&] { forward.reset(); });
    return end;
}

} // namespace kalpana::cli
