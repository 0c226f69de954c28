#include "remote/bridge/server/files/text_scan.h"

#include "remote/bridge/server/files/text.h"

#include <algorithm>

namespace kalpana::bridge::server {

namespace {

struct Seen {
    bool nul = false;
    bool controls = false; ///< such as no text has: all but \a \b \t \n \v \f \r and escape
    bool returns = false;
    std::uint64_t lineEnds = 0;
};

/// In a form that the compiler makes vector instructions of: nothing but bytes, in blocks in which a byte can count.
Seen look(std::string_view bytes)
{
    using Byte = unsigned char;
    constexpr std::size_t block = 240;
    Seen seen;
    for (; !bytes.empty(); bytes.remove_prefix(std::min(block, bytes.size()))) {
        Byte nul = 0;
        Byte controls = 0;
        Byte returns = 0;
        Byte lineEnds = 0;
        for (const char each : bytes.substr(0, block)) {
            const auto byte = static_cast<Byte>(each);
            nul = static_cast<Byte>(nul | Byte(byte == 0));
            controls = static_cast<Byte>(controls | Byte(byte < 0x07) | Byte(byte == 0x7f) |
                                         (Byte(Byte(byte - 0x0e) < 0x12) & Byte(byte != 0x1b)));
            returns = static_cast<Byte>(returns | Byte(byte == '\r'));
            lineEnds = static_cast<Byte>(lineEnds + Byte(byte == '\n'));
        }
        seen.nul |= nul != 0;
        seen.controls |= controls != 0;
        seen.returns |= returns != 0;
        seen.lineEnds += lineEnds;
    }
    return seen;
}

} // namespace

void TextScan::add(std::string_view bytes)
{
    constexpr std::size_t longestMark = 3;
    if (m_begun)
        return isUtf16() ? addUtf16(bytes) : addBytes(bytes);
    const auto taken = std::min(longestMark - m_head.size(), bytes.size());
    m_head += bytes.substr(0, taken);
    bytes.remove_prefix(taken);
    if (m_head.size() < longestMark)
        return;
    m_begun = true;
    for (const auto mark : {Encoding::Utf8Bom, Encoding::Utf16Le, Encoding::Utf16Be})
        if (m_head.starts_with(byteOrderMark(mark)))
            m_mark = mark;
    m_head.erase(0, byteOrderMark(m_mark).size());
    add(m_head);
    add(bytes);
}

void TextScan::addBytes(std::string_view bytes)
{
    if (bytes.empty())
        return;
    const auto seen = look(bytes);
    m_hasNul = m_hasNul || seen.nul;
    m_hasControls = m_hasControls || seen.controls;
    if (m_isUnicode && !m_hasNul)
        checkUtf8(bytes);
    m_lineEnds += seen.lineEnds;
    if (seen.lineEnds != 0 && (m_before == '\r' || seen.returns)) {
        m_returns += bytes.front() == '\n' && m_before == '\r' ? 1 : 0;
        for (auto at = bytes.find("\r\n"); at != std::string_view::npos; at = bytes.find("\r\n", at + 2))
            ++m_returns;
    }
    m_before = static_cast<unsigned char>(bytes.back());
}

void TextScan::checkUtf8(std::string_view bytes)
{
    if (!m_cutOff.empty()) {
        const auto before = m_cutOff.size();
        m_cutOff += bytes.substr(0, 4 - before);
        const auto whole = utf8Prefix(m_cutOff);
        if (whole < before) {
            m_isUnicode = isCutOffCharacter(m_cutOff); // it is still not all there
            return;
        }
        bytes.remove_prefix(whole - before);
        m_cutOff.clear();
    }
    bytes.remove_prefix(utf8Prefix(bytes));
    m_isUnicode = bytes.empty() || isCutOffCharacter(bytes);
    if (m_isUnicode)
        m_cutOff = bytes;
}

void TextScan::addUtf16(std::string_view bytes)
{
    const bool bigEndian = m_mark == Encoding::Utf16Be;
    for (const char signedByte : bytes) {
        m_cutOff.push_back(signedByte);
        if (m_cutOff.size() < 2)
            continue;
        const auto high = static_cast<unsigned char>(m_cutOff[bigEndian ? 0 : 1]);
        const auto low = static_cast<unsigned char>(m_cutOff[bigEndian ? 1 : 0]);
        addUnit(static_cast<char32_t>((high << 8U) | low));
        m_cutOff.clear();
    }
}

void TextScan::addUnit(char32_t unit)
{
    m_hasNul = m_hasNul || unit == 0;
    if (isLowSurrogate(unit) != (m_pairedWith != 0))
        m_isUnicode = false;
    m_pairedWith = isHighSurrogate(unit) ? unit : 0;
    if (unit == '\n') {
        ++m_lineEnds;
        m_returns += m_before == '\r' ? 1 : 0;
    }
    m_before = unit;
}

/// Of a file of less than three bytes: an empty one in UTF-16, or without a byte order mark.
TextScan TextScan::ofHead() const
{
    TextScan whole;
    whole.m_begun = true;
    for (const auto mark : {Encoding::Utf16Le, Encoding::Utf16Be})
        if (m_head == byteOrderMark(mark))
            whole.m_mark = mark;
    if (!whole.isUtf16())
        whole.add(m_head);
    return whole;
}

Encoding TextScan::encoding() const
{
    if (!m_begun)
        return ofHead().encoding();
    const bool isWhole = m_isUnicode && m_cutOff.empty() && m_pairedWith == 0;
    if (!m_hasNul && isWhole)
        return m_mark;
    return m_hasNul || m_hasControls || isUtf16() ? Encoding::Binary : Encoding::Windows1252;
}

std::string_view TextScan::lineEnding() const
{
    if (!m_begun)
        return ofHead().lineEnding();
    if (m_lineEnds == 0)
        return "none";
    return m_returns == 0 ? "lf" : m_returns == m_lineEnds ? "crlf" : "mixed";
}

std::uint64_t TextScan::lines() const
{
    if (!m_begun)
        return ofHead().lines();
    return m_lineEnds + (m_before != 0 && m_before != '\n' ? 1 : 0);
}

} // namespace kalpana::bridge::server
