#pragma once

#include <sys/types.h>

namespace kalpana::test {

/// Whether a process runs no more; one that its new parent has not collected yet counts as ended.
[[nodiscard]] bool hasEnded(pid_t pid);

} // namespace kalpana::test
