#pragma once

#include "app/cli/context.h"
#include "app/cli/terminal_questions.h"
#include "core/secrets/keychain_store.h"
#include "remote/io/io_thread.h"

#include <memory>

namespace kalpana::cli {

/// What the commands that reach a host need, made once a command needs it: `list` and its like never do.
struct RemoteServices {
    workspace::Store store;
    settings::Settings settings;
    secrets::KeychainStore keychain;
    TerminalQuestions questions;
    io::IoThread io;

    [[nodiscard]] static Result<std::unique_ptr<RemoteServices>> make(const Context& context);

private:
    RemoteServices(const Context& context, workspace::Store openedStore, settings::Settings loadedSettings);
};

} // namespace kalpana::cli
