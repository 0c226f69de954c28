#include "remote/bridge/protocol/version.h"
#include "remote/bridge/server/os/folder.h"
#include "remote/bridge/server/requests/context.h"

#include <sys/stat.h>

namespace kalpana::bridge::server {

namespace {

using Answer = asio::awaitable<Outcome<Json>>;

Answer hello(Context& context)
{
    co_return Json{{"bridge", KALPANA_VERSION}, {"protocol", protocol::kVersion},
                   {"id", context.id},          {"root", context.root},
                   {"pid", ::getpid()},         {"host", Machine::hostName()}};
}

Answer prepare(Context& context)
{
    struct stat facts{};
    const bool wasThere = ::stat(context.root.c_str(), &facts) == 0;
    const mode_t ours = ::umask(context.userUmask); // the folder is the user's, not ours
    const auto made = makeFolders(context.root, 0777);
    ::umask(ours);
    if (!made)
        co_return std::unexpected(made.error());
    if (::access(context.root.c_str(), W_OK | X_OK) != 0)
        co_return systemFailed(context.root);
    co_return Json{{"root", context.root}, {"created", !wasThere}};
}

Answer shutDown(Context& context)
{
    context.shutDown();
    co_return Json::object();
}

} // namespace

void addWorkspaceRequests(Handlers& handlers, Context& context)
{
    handlers.byType["hello"] = [&context](Call) { return hello(context); };
    handlers.byType["workspace.prepare"] = [&context](Call) { return prepare(context); };
    handlers.byType["shutdown"] = [&context](Call) { return shutDown(context); };
}

} // namespace kalpana::bridge::server
