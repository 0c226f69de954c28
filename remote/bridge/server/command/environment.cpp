#include "remote/bridge/server/command/environment.h"

#include <unistd.h>

namespace kalpana::bridge::server {

Environment Environment::own()
{
    Environment environment;
    for (char** at = environ; at != nullptr && *at != nullptr; ++at) {
        const std::string entry = *at;
        const auto equals = entry.find('=');
        if (equals == std::string::npos || entry.starts_with("VSCODE_") || entry.starts_with("CODE_SERVER_"))
            continue;
        environment.set(entry.substr(0, equals), entry.substr(equals + 1));
    }
    return environment;
}

std::string Environment::value(const std::string& name) const
{
    const auto found = m_values.find(name);
    return found == m_values.end() ? std::string() : found->second;
}

std::vector<std::string> Environment::list() const
{
    std::vector<std::string> entries;
    entries.reserve(m_values.size());
    for (const auto& [name, value] : m_values)
        entries.push_back(name + '=' + value);
    return entries;
}

} // namespace kalpana::bridge::server
