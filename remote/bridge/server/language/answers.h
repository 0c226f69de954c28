#pragma once

#include "remote/bridge/server/session/outbox.h"

#include <string>

namespace kalpana::bridge::server {

/// What the bridge's clients are told, from what a language server said: nothing of it is taken on trust. Files below
/// the workspace's folder are named by their path there; what is elsewhere is marked "outside" and named by its whole
/// path. Ranges are lines from 0 and UTF-16 code units, the end exclusive, as in LSP. Passive.
class LanguageAnswers final {
public:
    static constexpr std::size_t kMost = 1000;
    explicit LanguageAnswers(std::string root) : m_root(std::move(root)) {}

    /// {locations: [{path, outside, line, character, endLine, endCharacter}], truncated}, from a Location, a list of
    /// them or of LocationLinks.
    [[nodiscard]] Json locations(const Json& result) const;
    /// {text, format: "markdown" | "plaintext"} and, where it is told, the range.
    [[nodiscard]] Json hover(const Json& result) const;
    /// {diagnostics: [{line, …, severity, message, source, code}], truncated}.
    [[nodiscard]] Json diagnostics(const Json& result) const;
    /// {symbols: [{name, kind, container, path, outside, line, …}], truncated}, of a file or of the workspace; the
    /// symbols within others behind those.
    [[nodiscard]] Json symbols(const Json& result, const std::string& path) const;

private:
    bool putPlace(Json& item, const Json& location, const char* uri, const char* range) const;
    void putSymbols(Json& list, const Json& symbols, const std::string& path, const std::string& container,
                    bool& truncated, int depth) const;

    std::string m_root;
};

} // namespace kalpana::bridge::server
