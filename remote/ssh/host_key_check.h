#pragma once

#include "remote/ssh/host_key.h"
#include "remote/ssh/known_hosts.h"
#include "remote/ssh/questions.h"
#include "remote/ssh/resolved_host.h"

namespace kalpana::ssh {

/// What known_hosts says about the host, by its alias or its name and port.
[[nodiscard]] Result<KnownHosts> knownKeysOf(const ResolvedHost& host);

/// Decides whether the key that the host showed is to be trusted, asking where the user must. Call it on a flow thread,
/// before any secret is sent. Errors: HostKeyUnknown, HostKeyChanged (also for revoked keys), Config, Cancelled.
[[nodiscard]] Result<void> checkHostKey(const ResolvedHost& host, const KnownHosts& known, const HostKey& key,
                                        Questions& questions, std::stop_token stop);

} // namespace kalpana::ssh
