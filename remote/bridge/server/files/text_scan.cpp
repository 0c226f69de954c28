#include "remote/bridge/server/files/text_scan.h"

#include "remote/bridge/server/files/text.h"

#include <algorithm>

namespace kalpana::bridge::server {

namespace {

/// Control characters that no text has: all but \a \b \t \n \v \f \r and escape.
bool hasControls(std::string_view bytes)
{
    unsigned found = 0;
    for (const char signedByte : bytes) {
        const auto byte = static_cast<unsigned char>(signedByte);
        found |= static_cast<unsigned>(byte < 0x07) | static_cast<unsigned>(byte == 0x7f) |
                 (static_cast<unsigned>(byte >= 0x0e) & static_cast<unsigned>(byte < 0x20) &
                  static_cast<unsigned>(byte != 0x1b));
    }
    return found != 0;
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
    m_hasNul = m_hasNul || bytes.find('\0') != std::string_view::npos;
    m_hasControls = m_hasControls || hasControls(bytes);
    if (m_isUnicode && !m_hasNul)
        checkUtf8(bytes);
    const auto ends = static_cast<std::uint64_t>(std::ranges::count(bytes, '\n'));
    m_lineEnds += ends;
    if (ends != 0 && (m_before == '\r' || bytes.find('\r') != std::string_view::npos)) {
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
