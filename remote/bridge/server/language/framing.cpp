#include "remote/bridge/server/language/framing.h"

#include "remote/bridge/server/language/member.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace kalpana::bridge::server {

namespace {

/// The number behind "Content-Length:", in any case.
std::optional<std::size_t> lengthIn(std::string_view header)
{
    constexpr std::string_view name = "content-length:";
    std::optional<std::size_t> length;
    while (!header.empty()) {
        const auto end = std::min(header.find("\r\n"), header.size());
        auto line = header.substr(0, end);
        header.remove_prefix(std::min(end + 2, header.size()));
        const auto isSame = [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a - 'A' + 'a' : a) == b; };
        if (line.size() < name.size() || !std::ranges::equal(line.substr(0, name.size()), name, isSame))
            continue;
        line.remove_prefix(std::min(line.find_first_not_of(' ', name.size()), line.size()));
        std::size_t number = 0;
        if (std::from_chars(line.data(), line.data() + line.size(), number) !=
                std::from_chars_result{line.data() + line.size(), std::errc()} ||
            length)
            return std::nullopt;
        length = number;
    }
    return length;
}

} // namespace

Outcome<std::vector<std::string>> MessageReader::receive(std::string_view bytes)
{
    std::vector<std::string> messages;
    while (!bytes.empty()) {
        if (!m_inBody) {
            // Byte by byte only where the end of a header may be cut.
            const auto before = m_header.size();
            m_header.append(bytes.substr(0, kMostHeader + 1 - std::min(before, kMostHeader)));
            const auto end = m_header.find("\r\n\r\n", before < 3 ? 0 : before - 3);
            if (end == std::string::npos && m_header.size() > kMostHeader)
                return failed(Code::Failed, "what it wrote is no message of the Language Server Protocol");
            if (end == std::string::npos)
                return messages;
            bytes.remove_prefix(end + 4 - before);
            const auto length = lengthIn(std::string_view(m_header).substr(0, end));
            if (!length)
                return failed(Code::Failed, "what it wrote has no length");
            if (*length > m_most)
                return failed(Code::TooLarge, "it wrote a message of " + std::to_string(*length) + " bytes");
            m_header.clear();
            m_length = *length;
            m_inBody = true;
        }
        const auto part = bytes.substr(0, m_length - m_body.size());
        m_body += part;
        bytes.remove_prefix(part.size());
        if (m_body.size() == m_length) {
            messages.push_back(std::move(m_body));
            m_body.clear();
            m_inBody = false;
        }
    }
    return messages;
}

std::string jsonText(std::string_view text)
{
    using protocol::Json;
    return Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
}

const protocol::Json& member(const protocol::Json& object, const char* name)
{
    static const protocol::Json none;
    if (!object.is_object())
        return none;
    const auto found = object.find(name);
    return found == object.end() ? none : *found;
}

std::string framed(std::string_view message)
{
    return "Content-Length: " + std::to_string(message.size()) + "\r\n\r\n" + std::string(message);
}

} // namespace kalpana::bridge::server
