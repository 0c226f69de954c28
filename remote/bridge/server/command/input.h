#pragma once

#include "remote/bridge/server/async/event.h"

#include <boost/asio/posix/stream_descriptor.hpp>

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace kalpana::bridge::server {

/// What a client sends for a command to read while it runs. A window bounds what is on its way and kept here: the
/// client is told how far it may send, and told more as the command reads. Loop's thread.
class CommandInput final {
public:
    /// Bytes that may be under way or wait here; no less, or a line with a long round trip would stand idle.
    static constexpr std::uint64_t kWindow = 1U << 20U;

    /// `tell`: the client may send up to this offset; closed: nobody reads any more.
    using Tell = std::function<void(std::uint64_t until, bool closed)>;
    CommandInput(const asio::any_io_executor& executor, Tell tell) : m_tell(std::move(tell)), m_changed(executor) {}

    /// No bytes: that was all. False for what is not next, or was not allowed: then the input is as good as lost.
    [[nodiscard]] bool receive(std::uint64_t offset, std::string_view bytes);
    /// Writes what comes to the command's pipe, and closes it after the last byte.
    [[nodiscard]] static asio::awaitable<void> write(std::shared_ptr<CommandInput> self,
                                                     asio::posix::stream_descriptor pipe);
    /// The command is gone: what is not written is thrown away.
    void stop();

private:
    void noteWritten(std::size_t count);

    Tell m_tell;
    Event m_changed;
    std::string m_waiting;
    std::uint64_t m_received = 0;
    std::uint64_t m_written = 0;
    std::uint64_t m_until = 0; ///< what the client was told last
    bool m_isWhole = false;
    bool m_isClosed = false;
    asio::posix::stream_descriptor* m_pipe = nullptr; ///< while write() has it
};

} // namespace kalpana::bridge::server
