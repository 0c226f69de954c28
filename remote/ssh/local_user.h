#pragma once

#include <QString>

namespace kalpana::ssh {

/// The login name of the user who runs this program.
[[nodiscard]] QString localUser();

} // namespace kalpana::ssh
