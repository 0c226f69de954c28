#pragma once

#include "remote/bridge/server/requests/context.h"

namespace kalpana::bridge::server {

/// "git.clone": a repository from elsewhere into a new folder of the workspace. What is half made when it fails or is
/// cancelled is removed.
[[nodiscard]] Answer cloneRepository(Context& context, Call call);

} // namespace kalpana::bridge::server
