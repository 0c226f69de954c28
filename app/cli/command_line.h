#pragma once

#include "app/cli/command_table.h"
#include "core/base/error.h"

#include <QHash>

#include <optional>

namespace kalpana::cli {

/// A command line, understood.
struct Invocation {
    const Command* command = nullptr;
    QStringList arguments;
    std::optional<qsizetype> dashes; ///< Before which of them stood --.
    QHash<QString, QString> options; ///< By name; a flag that was given is there with an empty value.

    [[nodiscard]] bool has(QLatin1StringView option) const { return options.contains(option); }
    [[nodiscard]] QString option(QLatin1StringView name) const { return options.value(name); }
};

/// Understands what follows the program's name, strictly: an unknown option, a missing value or an option given twice
/// is ErrorCode::Usage with the next step. Options may stand before and after the command; after -- everything is an
/// argument. Without a command it is `help`.
[[nodiscard]] Result<Invocation> parseCommandLine(const QStringList& arguments);

} // namespace kalpana::cli
