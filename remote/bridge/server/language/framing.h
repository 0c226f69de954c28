#pragma once

#include "remote/bridge/server/os/system_failure.h"

#include <string>
#include <string_view>
#include <vector>

namespace kalpana::bridge::server {

/// Messages of the Language Server Protocol out of the bytes of a pipe: each is a header with its Content-Length, an
/// empty line, and so many bytes (LSP 3.17, "Base Protocol"). Passive; bytes may come in any pieces.
class MessageReader final {
public:
    static constexpr std::size_t kMostHeader = 4096;
    explicit MessageReader(std::size_t mostBytes = 32U << 20U) : m_most(mostBytes) {}

    /// The messages that are whole by now. What is no header, or announces too much, is refused, and nothing can be
    /// read any more.
    [[nodiscard]] Outcome<std::vector<std::string>> receive(std::string_view bytes);

private:
    std::size_t m_most;
    std::string m_header = {};
    std::string m_body = {};
    std::size_t m_length = 0; ///< of the body, while one is read
    bool m_inBody = false;
};

/// A text as JSON; what is not UTF-8 in it is replaced.
[[nodiscard]] std::string jsonText(std::string_view text);
[[nodiscard]] std::string framed(std::string_view message);

} // namespace kalpana::bridge::server
