#pragma once

#include "core/base/error.h"

#include <QList>

namespace kalpana::cli {

/// One row of the table of exit codes: what scripts may rely on. docs/kalpanactl.md shows the same rows.
struct ExitCode {
    int code = 0;
    QString name;
    QString meaning;
};

[[nodiscard]] const QList<ExitCode>& exitCodes();
/// With which code kalpanactl ends after this failure.
[[nodiscard]] int exitCodeOf(ErrorCode code);
/// 128 and the signal's number, as shells do; by its name, such as "TERM".
[[nodiscard]] int exitCodeOfSignal(const std::string& name);

} // namespace kalpana::cli
