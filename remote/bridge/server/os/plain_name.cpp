#include "remote/bridge/server/os/plain_name.h"

#include <string_view>

namespace kalpana::bridge::server {

bool isPlainName(const std::string& name, std::size_t longest)
{
    constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
    return !name.empty() && name.size() <= longest && name.front() != '.' &&
           name.find_first_not_of(allowed) == std::string::npos;
}

} // namespace kalpana::bridge::server
