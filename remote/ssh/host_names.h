#pragma once

#include "core/base/error.h"

#include <QStringList>

namespace kalpana::ssh {

/// The hosts that an SSH configuration names literally: the words of its Host lines without wildcards and negations, in
/// order, each once, following Include. With an empty configFile it reads ~/.ssh/config, which may be missing. Any
/// thread; reads files. Config when a file can't be used.
[[nodiscard]] Result<QStringList> hostNames(const QString& configFile = {});

} // namespace kalpana::ssh
