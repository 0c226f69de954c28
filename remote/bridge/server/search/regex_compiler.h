#pragma once

#include "remote/bridge/server/search/characters.h"
#include "remote/bridge/server/search/regex.h"

namespace kalpana::bridge::server {

/// Makes a Regex's program from its text, by recursive descent.
class RegexCompiler final {
public:
    RegexCompiler(std::string_view text, Regex::Options options) : m_rest(text), m_options(options) {}

    [[nodiscard]] Outcome<Regex> compile();

private:
    /// Steps whose jumps are relative to their own place, so that they can be copied and joined.
    using Code = std::vector<Regex::Step>;

    Code alternatives();
    Code sequence();
    Code repeated();
    Code atom();
    Code group();
    Code escaped();
    Code bracketed();
    Code one(Characters characters);
    Code either(Code one, Code other);
    Code times(const Code& code, unsigned least, std::optional<unsigned> most);
    std::optional<std::pair<unsigned, std::optional<unsigned>>> counts();
    Characters escapedInClass();
    std::optional<Characters> classOf(char letter);
    std::optional<char32_t> plainEscape(char letter);
    Characters namedClass();
    void skipGroupName();
    std::uint32_t set(Regex::ByteSet bytes);
    char32_t takeCharacter();
    char take();
    bool takeIf(std::string_view text);
    void fail(std::string message);
    void findRequired();

    std::string_view m_rest;
    Regex::Options m_options;
    Regex m_regex;
    std::string m_problem;
    int m_depth = 0;
};

} // namespace kalpana::bridge::server
