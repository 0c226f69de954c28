#pragma once

#include "core/base/error.h"

#include <QString>
#include <QStringList>

namespace kalpana::desktop::compose {

/// What the command line asks for.
struct Options {
    QString open;             ///< A workspace's name or id to open at once.
    QString dataFolder;       ///< Absolute.
    QString sshConfig;        ///< Absolute; empty: the user's own.
    QString codeServerSource; ///< Empty: as the settings say.
    QString printAndLeave;    ///< The text for --help or --version.
};

/// Usage for words that are not understood.
[[nodiscard]] Result<Options> parseOptions(const QStringList& arguments);

} // namespace kalpana::desktop::compose
