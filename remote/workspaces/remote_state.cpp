#include "remote/workspaces/remote_state.h"

#include "remote/host/command_output.h"
#include "remote/io/io_thread.h"
#include "remote/provision/framed_script.h"

#include <QCoreApplication>

#include <format>

namespace kalpana::workspaces {

namespace {

// Any bridge can stop any other: the request goes over the workspace's control socket.
constexpr std::string_view stopScript = R"sh(
case $data in
'') data=${XDG_DATA_HOME:-$HOME/.local/share}/kalpana ;;
'~') data=$HOME ;;
'~/'*) data=$HOME/${data#??} ;;
/*) ;;
*) data=$HOME/$data ;;
esac
[ -d "$data/workspaces/$id" ] || exit_early=yes
for bridge in "$data"/bridge/*/kalpana-bridge; do
    [ -z "${exit_early:-}" ] && [ -x "$bridge" ] || continue
    if e=$("$bridge" stop --id "$id" --data "$data" 2>&1); then printf 'stopped=yes\n'; unset failed; break; fi
    failed=$e
done
[ -n "${failed:-}" ] && printf 'failed=%s\n' "$failed"
)sh";

constexpr std::string_view removeScript = R"sh(
if [ -z "${failed:-}" ] && [ -n "$id" ] && [ -d "$data/workspaces/$id" ]; then
    e=$(rm -rf -- "$data/workspaces/$id" 2>&1) || printf 'failed=%s\n' "$e"
fi
)sh";

Result<void> runOnHost(io::IoThread& io, const std::shared_ptr<host::Host>& host, const std::string& script,
                       std::stop_token stop)
{
    const auto framed = provision::frame(script);
    const auto ran = io.run(host::run(*host, framed.commandLine, framed.input), stop);
    if (!ran)
        return std::unexpected(ran.error());
    const auto output = provision::framedOutput(ran->out, framed.marker);
    const auto name = QString::fromStdString(host->name());
    if (!output)
        return failure(ErrorCode::Provisioning,
                       QCoreApplication::translate("Workspace",
                                                   "%1 did not run the commands it was sent. Check its start-up files.")
                           .arg(host::atStart(name)),
                       QString::fromStdString(ran->out + ran->err));
    if (const auto at = output->find("failed="); at != std::string::npos)
        return failure(ErrorCode::Provisioning,
                       QCoreApplication::translate(
                           "Workspace", "The workspace could not be stopped on %1. Look at the log, then try again.")
                           .arg(name),
                       QString::fromStdString(output->substr(at + 7)));
    return {};
}

std::string variables(const workspace::Record& record)
{
    return std::format("id={}\ndata={}\n", provision::shellQuoted(record.id.toStdString()),
                       provision::shellQuoted(record.remoteData.toStdString()));
}

} // namespace

Result<void> stopOnHost(io::IoThread& io, const std::shared_ptr<host::Host>& host, const workspace::Record& record,
                        std::stop_token stop)
{
    return runOnHost(io, host, variables(record) + std::string(stopScript), stop);
}

Result<void> deleteOnHost(io::IoThread& io, const std::shared_ptr<host::Host>& host, const workspace::Record& record,
                          std::stop_token stop)
{
    return runOnHost(io, host, variables(record) + std::string(stopScript) + std::string(removeScript), stop);
}

} // namespace kalpana::workspaces
