#include "remote/bridge/server/language/file_uri.h"

#include <filesystem>

namespace kalpana::bridge::server {

namespace {

int hexDigit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

} // namespace

std::string fileUri(std::string_view path)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string uri = "file://";
    for (const char c : path) {
        const bool isPlain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                             std::string_view("/-._~").contains(c);
        const auto byte = static_cast<unsigned char>(c);
        if (isPlain)
            uri += c;
        else
            uri.append({'%', digits[byte >> 4U], digits[byte & 15U]});
    }
    return uri;
}

std::optional<std::string> pathOfUri(std::string_view uri)
{
    if (!uri.starts_with("file://"))
        return std::nullopt;
    uri.remove_prefix(7);
    if (uri.starts_with("localhost/"))
        uri.remove_prefix(9);
    std::string path;
    for (std::size_t at = 0; at < uri.size(); ++at) {
        const int high = uri[at] == '%' && at + 2 < uri.size() ? hexDigit(uri[at + 1]) : -1;
        const int low = high >= 0 ? hexDigit(uri[at + 2]) : -1;
        if (uri[at] == '%' && low < 0)
            return std::nullopt;
        path += low < 0 ? uri[at] : static_cast<char>(high * 16 + low);
        at += low < 0 ? 0 : 2;
    }
    if (!path.starts_with('/') || path.contains('\0'))
        return std::nullopt;
    return std::filesystem::path(path).lexically_normal().string();
}

std::string realFolder(const std::string& path)
{
    std::error_code error;
    const auto real = std::filesystem::canonical(path, error);
    return error ? path : real.string();
}

} // namespace kalpana::bridge::server
