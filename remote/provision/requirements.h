#pragma once

#include "core/base/error.h"
#include "remote/provision/host_facts.h"

#include <QString>

#include <optional>

namespace kalpana::provision {

/// Why code-server can't run on this host; nothing when it can. glibc 2.28 and Linux on x86_64 or aarch64 are
/// code-server's own requirements (coder.com/docs/code-server/requirements). Asked before anything is sent.
[[nodiscard]] std::optional<Error> whyCodeServerCannotRun(const QString& host, const HostFacts& facts);

} // namespace kalpana::provision
