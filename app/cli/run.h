#pragma once

#include "app/cli/output.h"

#include <QStringList>

#include <stop_token>

namespace kalpana::cli {

/// The program: understands the arguments (without the program's name), runs the command, prints its failure, returns
/// the exit code.
[[nodiscard]] int run(const QStringList& arguments, const Output::Streams& streams, std::stop_token stop);

} // namespace kalpana::cli
