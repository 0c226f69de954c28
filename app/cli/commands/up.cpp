#include "app/cli/commands.h"
#include "app/cli/held_workspace.h"
#include "app/cli/requested_record.h"
#include "core/base/shell_word.h"
#include "remote/holder/ask_holder.h"

#include <QCoreApplication>

namespace kalpana::cli {

using namespace Qt::StringLiterals;

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(UpCommand)
};

void printAddress(const Context& context, const workspace::Record& record, const QUrl& address)
{
    const auto text = address.toString(QUrl::FullyEncoded);
    context.output.result(
        text, {{u"type"_s, u"address"_s}, {u"name"_s, record.name}, {u"id"_s, record.id}, {u"address"_s, text}});
}

enum class Hold { UntilStopped, No };

Result<int> heldElsewhere(const Context& context, const workspace::Record& record, Hold hold)
{
    context.output.note(Text::tr("Another program holds \"%1\" open.").arg(record.name));
    if (hold == Hold::No)
        return 0;
    const auto address = holder::askForAddress(context.dataFolder, record.id);
    if (!address)
        return std::unexpected(address.error());
    printAddress(context, record, *address);
    return 0;
}

Result<int> run(const Context& context, RemoteServices& services, const RequestedRecord& requested, Hold hold)
{
    const auto& record = requested.record;
    const auto held = HeldWorkspace::open(context, services, record);
    if (!held && held.error().code == ErrorCode::Conflict)
        return heldElsewhere(context, record, hold);
    if (!held)
        return std::unexpected(held.error());
    auto& workspace = **held;
    if (auto running = workspace.waitUntilRunning(context.stop); !running) {
        // Nothing is on the host yet: a mistyped host name is not remembered.
        if (requested.isNew && !workspace.hasReachedTheHost())
            (void)services.store.remove(record.id);
        return std::unexpected(running.error());
    }
    if (hold == Hold::No) {
        if (!context.output.isJson())
            context.output.note(
                Text::tr("\"%1\" runs. `kalpanactl up %2` opens its tunnel.").arg(record.name, shellWord(record.name)));
        return 0;
    }
    const auto address = workspace.enterAddress();
    if (!address)
        return std::unexpected(address.error());
    printAddress(context, record, *address);
    if (!context.output.isJson())
        context.output.note(Text::tr("The address works once, within 30 seconds; `kalpanactl open %1` prints "
                                     "another. Ctrl-C closes the tunnel.")
                                .arg(shellWord(record.name)));
    if (const auto ended = workspace.waitForTheEnd(context.stop); !ended)
        return std::unexpected(ended.error());
    if (!context.output.isJson())
        context.output.note(Text::tr("The tunnel is closed; the workspace itself was left as it is."));
    return 0;
}

} // namespace

Result<int> bringUp(const Context& context, const Invocation& invocation)
{
    auto services = RemoteServices::make(context);
    if (!services)
        return std::unexpected(services.error());
    const auto requested = requestedRecord(context, (*services)->store, invocation);
    if (!requested)
        return std::unexpected(requested.error());
    return run(context, **services, *requested, invocation.has("detach"_L1) ? Hold::No : Hold::UntilStopped);
}

Result<int> startWorkspace(const Context& context, const Invocation& invocation)
{
    const auto record = context.findRecord(invocation.arguments[0]);
    if (!record)
        return std::unexpected(record.error());
    auto services = RemoteServices::make(context);
    if (!services)
        return std::unexpected(services.error());
    return run(context, **services, {.record = *record}, Hold::No);
}

} // namespace kalpana::cli
