#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace kalpana::test {

/// A TCP connection to 127.0.0.1 that sends and reads exactly what a test says, in blocking calls of at most ten
/// seconds.
class RawConnection final {
public:
    explicit RawConnection(std::uint16_t port, bool v6 = false);
    RawConnection(RawConnection&& other) noexcept;
    RawConnection& operator=(RawConnection&&) = delete;
    ~RawConnection();

    [[nodiscard]] bool isOpen() const { return m_socket >= 0; }
    bool send(std::string_view bytes);
    void shutdownWrite();
    void close();
    /// As a crashed program: the peer gets a reset.
    void reset();

    /// Reads until `end` has come; what follows stays for the next call. What there was if the peer closed before.
    [[nodiscard]] std::string readUntil(std::string_view end);
    [[nodiscard]] std::string read(std::size_t count);
    /// Everything up to the peer's end of file. "<timeout>" is appended if that does not come.
    [[nodiscard]] std::string readAll();
    /// A whole response with a Content-Length or chunks; without body where `bodiless` (HEAD, 304).
    [[nodiscard]] std::string readResponse(bool bodiless = false);
    /// Reads and drops; how many bytes came until `count` or the end.
    [[nodiscard]] std::size_t drop(std::size_t count);

private:
    bool fill();

    int m_socket = -1;
    std::string m_buffer;
    bool m_timedOut = false;
};

/// The status of a response, 0 if it is none.
[[nodiscard]] int statusOf(std::string_view response);
/// The value of a header field, as it stands there.
[[nodiscard]] std::string fieldOf(std::string_view response, std::string_view name);
[[nodiscard]] std::string bodyOf(std::string_view response);

} // namespace kalpana::test
