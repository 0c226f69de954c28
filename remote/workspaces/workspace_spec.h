#pragma once

#include "core/base/error.h"
#include "core/workspace/record.h"
#include "remote/provision/bring_up.h"

namespace kalpana::settings {
class Settings;
}

namespace kalpana::workspaces {

/// What provisioning is told of a workspace: its record and the user's settings. A workspace without a folder gets one
/// of its own in ~/kalpana on the host. Errors: a code-server source that can't be used.
[[nodiscard]] Result<provision::WorkspaceSpec> specOf(const workspace::Record& record,
                                                      const settings::Settings& settings);

} // namespace kalpana::workspaces
