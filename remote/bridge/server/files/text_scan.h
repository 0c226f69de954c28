#pragma once

#include "remote/bridge/server/files/encoding.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace kalpana::bridge::server {

/// Finds out what a file's text is like from its bytes as they come, from the first on. Passive: its owner reads.
class TextScan final {
public:
    void add(std::string_view bytes);

    /// Of all that came; valid once everything has.
    [[nodiscard]] Encoding encoding() const;
    /// "lf", "crlf", "mixed", or "none" where there is no line end.
    [[nodiscard]] std::string_view lineEnding() const;
    /// How many lines there are; a last one without its end counts.
    [[nodiscard]] std::uint64_t lines() const;

private:
    void addBytes(std::string_view bytes);
    void addUtf16(std::string_view bytes);
    void addUnit(char32_t unit);
    void checkUtf8(std::string_view bytes);
    [[nodiscard]] TextScan ofHead() const;
    [[nodiscard]] bool isUtf16() const { return m_mark == Encoding::Utf16Le || m_mark == Encoding::Utf16Be; }

    std::string m_head;               ///< until there are enough bytes for a byte order mark
    bool m_begun = false;             ///< m_mark is known
    Encoding m_mark = Encoding::Utf8; ///< what the byte order mark says
    std::string m_cutOff;             ///< a character whose rest has not come yet
    char32_t m_pairedWith = 0;        ///< a high surrogate whose other half has not come yet
    char32_t m_before = 0;            ///< the byte or unit before
    bool m_hasNul = false;
    bool m_hasControls = false;
    bool m_isUnicode = true; ///< so far valid as UTF-8, or as UTF-16
    std::uint64_t m_lineEnds = 0;
    std::uint64_t m_returns = 0; ///< of those with a carriage return before
};

} // namespace kalpana::bridge::server
