#include "remote/bridge/server/git/path_text.h"

#include "remote/bridge/server/files/text.h"

namespace kalpana::bridge::server {

namespace {

constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

bool isInside(std::string_view path)
{
    if (path.empty() || path.starts_with('/') || path.contains('\0'))
        return false;
    while (!path.empty()) {
        const auto slash = path.find('/');
        if (path.substr(0, slash) == "..")
            return false;
        path.remove_prefix(slash == std::string_view::npos ? path.size() : slash + 1);
    }
    return true;
}

} // namespace

std::string toBase64(std::string_view bytes)
{
    std::string text;
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        const auto part = bytes.substr(at, 3);
        std::uint32_t bits = 0;
        for (std::size_t i = 0; i < 3; ++i)
            bits = (bits << 8U) | (i < part.size() ? static_cast<unsigned char>(part[i]) : 0U);
        for (std::size_t i = 0; i < 4; ++i)
            text += i <= part.size() ? kDigits[(bits >> (18 - 6 * i)) & 63U] : '=';
    }
    return text;
}

std::optional<std::string> fromBase64(std::string_view text)
{
    if (text.size() % 4 != 0)
        return std::nullopt;
    std::string bytes;
    const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
    text.remove_suffix(padding);
    std::uint32_t bits = 0;
    unsigned count = 0;
    for (const char c : text) {
        const auto digit = kDigits.find(c);
        if (digit == std::string_view::npos)
            return std::nullopt;
        bits = (bits << 6U) | static_cast<std::uint32_t>(digit);
        count += 6;
        if (count >= 8) {
            count -= 8;
            bytes += static_cast<char>((bits >> count) & 255U);
        }
    }
    return bytes;
}

void putPath(protocol::Json& object, std::string_view path, const char* name)
{
    object[name] = path;
    if (utf8Prefix(path) != path.size())
        object[std::string(name) + "Bytes"] = toBase64(path);
}

std::vector<std::string> readPaths(protocol::Fields& fields)
{
    auto paths = fields.texts("paths");
    for (const auto& text : fields.texts("pathsBytes")) {
        auto path = fromBase64(text);
        if (!path)
            fields.refuse("pathsBytes", "\"pathsBytes\" must be paths in base64.");
        else
            paths.push_back(std::move(*path));
    }
    for (const auto& path : paths)
        if (!isInside(path))
            fields.refuse("paths", "\"paths\" must be relative to the workspace's folder and stay in it.");
    return paths;
}

} // namespace kalpana::bridge::server
