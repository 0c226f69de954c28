#include "app/cli/unattended_permissions.h"

namespace kalpana::cli {

Result<agent::Decision> UnattendedPermissions::ask(const agent::PermissionRequest& request, std::stop_token /*stop*/)
{
    return request.reason.isEmpty() ? agent::Decision::Once : agent::Decision::No;
}

} // namespace kalpana::cli
