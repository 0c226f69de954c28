#include "remote/bridge/protocol/version.h"
#include "remote/bridge/server/os/folder.h"
#include "remote/bridge/server/requests/context.h"

#include <sys/stat.h>

namespace kalpana::bridge::server {

namespace {

Answer hello(Context& context)
{
    co_return Json{{"bridge", KALPANA_VERSION}, {"protocol", protocol::kVersion},
                   {"id", context.id},          {"root", context.root.path()},
                   {"pid", ::getpid()},         {"host", Machine::hostName()}};
}

Answer prepare(Context& context)
{
    struct stat facts{};
    const bool wasThere = ::stat(context.root.path().c_str(), &facts) == 0;
    if (const auto made = makeFolders(context.root.path(), 0777); !made)
        co_return std::unexpected(made.error());
    if (::access(context.root.path().c_str(), W_OK | X_OK) != 0)
        co_return systemFailed(context.root.path());
    co_return Json{{"root", context.root.path()}, {"created", !wasThere}};
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
