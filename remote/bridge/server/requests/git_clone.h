#pragma once

#include "remote/bridge/server/requests/context.h"

namespace kalpana::bridge::server {

/// "git.clone": a repository from elsewhere into a new folder of the workspace. It gets its name when it is whole; what
/// is half made when it fails, is cancelled or the bridge is killed is removed.
[[nodiscard]] Answer cloneRepository(Context& context, Call call);

} // namespace kalpana::bridge::server
