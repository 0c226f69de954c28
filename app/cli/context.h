#pragma once

#include "app/cli/command_line.h"
#include "app/cli/output.h"
#include "core/settings/settings.h"
#include "core/workspace/store.h"

#include <stop_token>

namespace kalpana::cli {

/// What every command runs with: the global options, where to print, when to stop.
struct Context {
    QString dataFolder;
    QString sshConfig;        ///< Absolute; empty: the user's own.
    QString codeServerSource; ///< Of the option; empty: not given.
    Output& output;
    std::stop_token stop;

    [[nodiscard]] Result<workspace::Store> openStore() const { return workspace::Store::open(dataFolder); }
    /// The workspace of this name or id; NotFound says how to see what there is.
    [[nodiscard]] Result<workspace::Record> findRecord(const QString& nameOrId) const;
};

} // namespace kalpana::cli
