#pragma once

#include "remote/bridge/client/client.h"

#include <map>
#include <vector>

/// What the language servers of the host know of the workspace's files, as these are on disk there. Lines count from 0,
/// characters in UTF-16 code units from 0, as in a QString; ends are exclusive.
namespace kalpana::bridge::client {

struct TextRange {
    std::uint32_t line = 0;
    std::uint32_t character = 0;
    std::uint32_t endLine = 0;
    std::uint32_t endCharacter = 0;
};

struct CodePosition {
    std::string path; ///< Below the workspace's folder.
    std::uint32_t line = 0;
    std::uint32_t character = 0;
};

struct CodeLocation {
    std::string path;
    bool outside = false; ///< Elsewhere on the host, as a system header: `path` is the whole one.
    TextRange range;
};

/// Who answered, and how far it is. Parts of what it said may be left out: at most 1000 come.
struct LanguageAnswer {
    std::string server;
    bool indexing = false; ///< It still reads the workspace: something may be missing.
    bool truncated = false;
};

struct CodeLocations : LanguageAnswer {
    std::vector<CodeLocation> locations;
};

struct CodeHover : LanguageAnswer {
    std::string text; ///< Empty where nothing is known.
    bool isMarkdown = true;
};

struct CodeDiagnostic {
    std::string severity; ///< error, warning, information, hint
    std::string message;
    std::string source;
    std::string code;
    TextRange range;
};

struct CodeDiagnostics : LanguageAnswer {
    std::vector<CodeDiagnostic> diagnostics;
    bool complete = true; ///< false: the server has said nothing in time.
};

struct CodeSymbol {
    std::string name;
    std::string kind; ///< class, function, …
    std::string container;
    CodeLocation location;
};

struct CodeSymbols : LanguageAnswer {
    std::vector<CodeSymbol> symbols;
};

/// Which programs are asked instead of the usual ones: their arguments, by LSP's name of a language ("cpp") or the end
/// of a file's name (".zig"). settings::languageServers() has those that the user chose.
using LanguageServers = std::map<std::string, std::vector<std::string>>;

/// Errors of all: Remote, with a sentence that names the program and what to install where the host has none; NotFound
/// (no such file); NoPermission (outside of the workspace).
[[nodiscard]] asio::awaitable<Result<CodeLocations>> definitionOf(ClientPointer client, CodePosition position,
                                                                  LanguageServers servers = {});
[[nodiscard]] asio::awaitable<Result<CodeLocations>> referencesTo(ClientPointer client, CodePosition position,
                                                                  LanguageServers servers = {});
[[nodiscard]] asio::awaitable<Result<CodeHover>> hoverAt(ClientPointer client, CodePosition position,
                                                         LanguageServers servers = {});
[[nodiscard]] asio::awaitable<Result<CodeDiagnostics>> diagnosticsOf(ClientPointer client, std::string path,
                                                                     LanguageServers servers = {});
[[nodiscard]] asio::awaitable<Result<CodeSymbols>> symbolsOf(ClientPointer client, std::string path,
                                                             LanguageServers servers = {});
/// Of the whole workspace, asked of the server of that language (LSP's name of it, as "cpp").
[[nodiscard]] asio::awaitable<Result<CodeSymbols>> findSymbols(ClientPointer client, std::string query,
                                                               std::string languageId, LanguageServers servers = {});

} // namespace kalpana::bridge::client
