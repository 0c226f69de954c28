#pragma once

#include "core/base/error.h"
#include "core/workspace/record.h"
#include "remote/host/host.h"

#include <memory>
#include <stop_token>

namespace kalpana::io {
class IoThread;
}
namespace kalpana::ssh {
class Questions;
}

namespace kalpana::workspaces {

/// The host that a workspace lives on: this computer for "local", else connected by SSH as the user's configuration
/// says. Flow thread; errors as ssh::resolve() and ssh::connect() give them.
[[nodiscard]] Result<std::shared_ptr<host::Host>> connectHost(io::IoThread& io, const workspace::Record& record,
                                                              ssh::Questions& questions, std::stop_token stop);

/// Whether a failure to connect may pass by itself: the line comes back, and with it whoever knows the host's name.
/// Everything else needs the user.
[[nodiscard]] bool mayPass(const Error& error);

/// "local" in any case, or nothing: this computer.
[[nodiscard]] bool isThisComputer(const QString& host);
/// A record's host as a sentence calls it: "this computer", or as it was given.
[[nodiscard]] QString hostInSentence(const QString& host);

} // namespace kalpana::workspaces
