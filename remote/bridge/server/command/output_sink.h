#pragma once

#include "remote/bridge/server/session/outbox.h"

namespace kalpana::bridge::server {

/// Takes what a command prints. Loop's thread.
class OutputSink {
public:
    OutputSink() = default;
    OutputSink(const OutputSink&) = delete;
    OutputSink& operator=(const OutputSink&) = delete;
    virtual ~OutputSink() = default;

    /// `offset` of the bytes in their stream (Output or Errors). Returns when there is room for more: a command waits
    /// for whoever reads it slowly.
    [[nodiscard]] virtual asio::awaitable<void> take(protocol::FrameKind stream, std::uint64_t offset,
                                                     std::string_view bytes) = 0;
};

} // namespace kalpana::bridge::server
