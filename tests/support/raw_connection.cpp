#include "tests/support/raw_connection.h"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <charconv>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace kalpana::test {

RawConnection::RawConnection(std::uint16_t port, bool v6)
    : m_socket(::socket(v6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
{
    const timeval limit{.tv_sec = 10, .tv_usec = 0};
    ::setsockopt(m_socket, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
    ::setsockopt(m_socket, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
    const int on = 1;
    ::setsockopt(m_socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    sockaddr_in6 address6{};
    address6.sin6_family = AF_INET6;
    address6.sin6_port = htons(port);
    address6.sin6_addr = in6addr_loopback;
    const auto failed = v6 ? ::connect(m_socket, reinterpret_cast<const sockaddr*>(&address6), sizeof(address6))
                           : ::connect(m_socket, reinterpret_cast<const sockaddr*>(&address), sizeof(address));
    if (failed != 0)
        close();
}

RawConnection::RawConnection(RawConnection&& other) noexcept
    : m_socket(std::exchange(other.m_socket, -1)), m_buffer(std::move(other.m_buffer)), m_timedOut(other.m_timedOut)
{
}

RawConnection::~RawConnection()
{
    close();
}

bool RawConnection::send(std::string_view bytes)
{
    while (!bytes.empty()) {
        const auto count = ::send(m_socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (count <= 0)
            return false;
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
}

void RawConnection::shutdownWrite()
{
    ::shutdown(m_socket, SHUT_WR);
}

void RawConnection::close()
{
    if (m_socket >= 0)
        ::close(std::exchange(m_socket, -1));
}

void RawConnection::reset()
{
    const linger at{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(m_socket, SOL_SOCKET, SO_LINGER, &at, sizeof(at));
    close();
}

bool RawConnection::fill()
{
    std::array<char, 65536> chunk{};
    const auto count = ::recv(m_socket, chunk.data(), chunk.size(), 0);
    m_timedOut = count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
    if (count <= 0)
        return false;
    m_buffer.append(chunk.data(), static_cast<std::size_t>(count));
    return true;
}

std::string RawConnection::readUntil(std::string_view end)
{
    for (;;) {
        if (const auto at = m_buffer.find(end); at != std::string::npos) {
            auto text = m_buffer.substr(0, at + end.size());
            m_buffer.erase(0, at + end.size());
            return text;
        }
        if (!fill())
            return std::exchange(m_buffer, {});
    }
}

std::string RawConnection::read(std::size_t count)
{
    while (m_buffer.size() < count && fill()) {
    }
    auto text = m_buffer.substr(0, count);
    m_buffer.erase(0, text.size());
    return text;
}

std::string RawConnection::readAll()
{
    while (fill()) {
    }
    return std::exchange(m_buffer, {}) + (m_timedOut ? "<timeout>" : "");
}

std::string RawConnection::readResponse(bool bodiless)
{
    auto response = readUntil("\r\n\r\n");
    if (bodiless)
        return response;
    if (!fieldOf(response, "Transfer-Encoding").empty())
        return response + readUntil("0\r\n") + readUntil("\r\n");
    std::size_t length = 0;
    const auto digits = fieldOf(response, "Content-Length");
    std::from_chars(digits.data(), digits.data() + digits.size(), length);
    return response + read(length);
}

std::size_t RawConnection::drop(std::size_t count)
{
    auto dropped = std::exchange(m_buffer, {}).size();
    while (dropped < count && fill())
        dropped += std::exchange(m_buffer, {}).size();
    return dropped;
}

int statusOf(std::string_view response)
{
    int status = 0;
    if (response.starts_with("HTTP/1.1 ") && response.size() > 12)
        std::from_chars(response.data() + 9, response.data() + 12, status);
    return status;
}

std::string fieldOf(std::string_view response, std::string_view name)
{
    const auto key = "\r\n" + std::string(name) + ": ";
    const auto head = response.substr(0, response.find("\r\n\r\n"));
    const auto at = head.find(key);
    if (at == std::string_view::npos)
        return {};
    const auto from = at + key.size();
    return std::string(head.substr(from, head.find("\r\n", from) - from));
}

std::string bodyOf(std::string_view response)
{
    const auto at = response.find("\r\n\r\n");
    return at == std::string_view::npos ? std::string() : std::string(response.substr(at + 4));
}

} // namespace kalpana::test
