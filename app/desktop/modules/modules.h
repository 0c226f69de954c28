#pragma once

#include "core/base/error.h"

class QObject;

namespace kalpana::desktop::modules {

// Parts of the program that are loaded when they are needed; they lie in ../lib/kalpana beside the program.

/// The entry object of a module, loaded at the first call and the same one at each later call. Internal where it is
/// missing or broken. GUI thread.
[[nodiscard]] Result<QObject*> entryOf(const QString& module);

/// Maps a module into memory ahead of entryOf(), which says what went wrong where this could not. Any thread.
bool readAhead(const QString& module);

} // namespace kalpana::desktop::modules
