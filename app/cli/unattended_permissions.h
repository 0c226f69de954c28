#pragma once

#include "core/agent/permissions.h"

namespace kalpana::cli {

/// For `--yes`, where nobody is asked: allows what no rule speaks of, and refuses what would be asked about for a
/// reason (a rule that asks, a dangerous command, a path outside).
class UnattendedPermissions final : public agent::PermissionPrompt {
public:
    Result<agent::Decision> ask(const agent::PermissionRequest& request, std::stop_token stop) override;
};

} // namespace kalpana::cli
