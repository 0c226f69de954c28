#pragma once

#include "remote/bridge/server/command/environment.h"
#include "remote/bridge/server/os/system_failure.h"

#include <string>
#include <string_view>
#include <vector>

namespace kalpana::bridge::server {

/// What understands a file: a program that speaks LSP on its standard input and output, and the name that LSP has for
/// the file's language.
struct LanguageProgram {
    std::vector<std::string> argv = {};
    std::string languageId = {};
};

/// The bridge's own environment, with the folders in which language servers are often put though no shell has them on
/// its PATH when it is not asked for a login.
[[nodiscard]] Environment languageEnvironment();

/// LSP's name of a file's language by the end of its name; empty where none is known.
[[nodiscard]] std::string_view languageOf(std::string_view path);
/// ".cpp" of "src/a.b.cpp"; empty where there is none.
[[nodiscard]] std::string_view endingOf(std::string_view path);

/// The one for a file by the end of its name, or for a language by LSP's name ("cpp"): the first of those that are
/// usual for it which is on the host. `unsupported` where none is known, `failed` with what to install where none is
/// there.
[[nodiscard]] Outcome<LanguageProgram> programForFile(std::string_view path, const Environment& environment);
[[nodiscard]] Outcome<LanguageProgram> programForLanguage(std::string_view languageId, const Environment& environment);

} // namespace kalpana::bridge::server
