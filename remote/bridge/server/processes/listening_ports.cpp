#include "remote/bridge/server/processes/listening_ports.h"

#include "remote/bridge/server/os/folder.h"
#include "remote/bridge/server/os/split.h"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <charconv>
#include <dirent.h>
#include <map>
#include <memory>
#include <optional>
#include <unistd.h>

namespace kalpana::bridge::server {

namespace {

constexpr std::size_t kMostPorts = 512;
constexpr std::size_t kMostTable = 8U << 20U;
constexpr std::string_view kListening = "0A";

template <typename Number>
std::optional<Number> number(std::string_view text, int base)
{
    Number value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    return error == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

/// "0100007F" or four such words: the address in this machine's byte order, word by word.
std::optional<std::string> addressFrom(std::string_view text)
{
    if (text.size() != 8 && text.size() != 32)
        return std::nullopt;
    std::array<std::uint32_t, 4> words{};
    for (std::size_t i = 0; i < text.size() / 8; ++i) {
        const auto word = number<std::uint32_t>(text.substr(8 * i, 8), 16);
        if (!word)
            return std::nullopt;
        words.at(i) = *word;
    }
    std::array<char, INET6_ADDRSTRLEN> name{};
    ::inet_ntop(text.size() == 8 ? AF_INET : AF_INET6, words.data(), name.data(), name.size());
    return std::string(name.data());
}

/// "sl local rem st tx:rx tr:when retrnsmt uid timeout inode ..." (proc_net_tcp, in the kernel's documentation).
std::optional<ListeningSocket> socketFrom(std::string_view line)
{
    const auto words = splitWords(line);
    if (words.size() < 10 || words[3] != kListening)
        return std::nullopt;
    const auto local = words[1];
    const auto colon = local.find(':');
    if (colon == std::string_view::npos)
        return std::nullopt;
    const auto address = addressFrom(local.substr(0, colon));
    const auto port = number<std::uint16_t>(local.substr(colon + 1), 16);
    const auto inode = number<std::uint64_t>(words[9], 10);
    if (!address || !port || !inode)
        return std::nullopt;
    return ListeningSocket{.port = *port, .address = *address, .inode = *inode};
}

/// "socket:[123]" is 123.
std::optional<std::uint64_t> inodeFrom(std::string_view link)
{
    constexpr std::string_view begin = "socket:[";
    if (!link.starts_with(begin) || !link.ends_with(']'))
        return std::nullopt;
    return number<std::uint64_t>(link.substr(begin.size(), link.size() - begin.size() - 1), 10);
}

std::vector<std::uint64_t> socketsOf(pid_t pid)
{
    const auto path = "/proc/" + std::to_string(pid) + "/fd";
    std::vector<std::uint64_t> inodes;
    const std::unique_ptr<DIR, int (*)(DIR*)> folder(::opendir(path.c_str()), ::closedir);
    while (const dirent* entry = folder != nullptr ? ::readdir(folder.get()) : nullptr) {
        std::array<char, 64> link{};
        const auto length = ::readlinkat(::dirfd(folder.get()), entry->d_name, link.data(), link.size());
        if (const auto inode = inodeFrom({link.data(), static_cast<std::size_t>(std::max<ssize_t>(length, 0))}))
            inodes.push_back(*inode);
    }
    return inodes;
}

} // namespace

std::vector<ListeningSocket> listeningSockets(std::string_view text)
{
    std::vector<ListeningSocket> sockets;
    for (const auto line : split(text, '\n'))
        if (auto socket = socketFrom(line))
            sockets.push_back(*std::move(socket));
    return sockets;
}

std::vector<ListeningPort> listeningPorts(const std::vector<ProcessStat>& processes)
{
    std::map<std::uint64_t, ListeningSocket> listening;
    for (const auto* table : {"/proc/net/tcp", "/proc/net/tcp6"})
        for (auto& socket : listeningSockets(readSmallFile(table, kMostTable)))
            listening[socket.inode] = socket;
    std::vector<ListeningPort> ports;
    for (const auto& process : processes) {
        if (listening.empty() || ports.size() >= kMostPorts)
            break;
        for (const auto inode : socketsOf(process.pid))
            if (const auto found = listening.find(inode); found != listening.end()) {
                ports.push_back({.port = found->second.port,
                                 .address = found->second.address,
                                 .pid = process.pid,
                                 .name = process.name,
                                 .argv = argumentsOf(process.pid)});
                listening.erase(found);
            }
    }
    std::ranges::sort(ports, {}, [](const ListeningPort& port) { return std::pair(port.port, port.address); });
    return ports;
}

} // namespace kalpana::bridge::server
