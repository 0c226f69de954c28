#pragma once

#include <map>
#include <string>
#include <vector>

namespace kalpana::bridge::server {

/// Environment variables for a child. Starts as the bridge's own, without what belongs to a VS Code or code-server in
/// whose terminal the bridge may have been started: a code-server that finds VSCODE_IPC_HOOK_CLI opens its folder in
/// that other one.
class Environment final {
public:
    [[nodiscard]] static Environment own();

    void set(const std::string& name, const std::string& value) { m_values[name] = value; }
    void unset(const std::string& name) { m_values.erase(name); }
    [[nodiscard]] std::string value(const std::string& name) const;
    /// As execve(2) takes them.
    [[nodiscard]] std::vector<std::string> list() const;

private:
    std::map<std::string, std::string> m_values;
};

} // namespace kalpana::bridge::server
