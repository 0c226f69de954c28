#pragma once

#include "core/permissions/shell_command.h"

namespace kalpana::permissions {

/// Finds what commands run as others: sudo, env, nice, timeout, xargs, find -exec, sh -c, eval, trap and the like. Each
/// of these stays, marked `wraps`, and what it runs follows it. Where that can't be told it has a doubt. A text for a
/// shell is parsed; a problem in it becomes the line's.
void unwrap(ParsedLine& line);

/// sh, bash and those that read the same language.
[[nodiscard]] bool isShell(std::string_view name);
/// Also others that run what they are given: python, perl, node …
[[nodiscard]] bool isInterpreter(std::string_view name);

} // namespace kalpana::permissions
