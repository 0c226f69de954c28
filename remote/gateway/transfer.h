#pragma once

#include "remote/gateway/body.h"
#include "remote/gateway/stream_input.h"

#include <chrono>
#include <memory>
#include <string>

namespace kalpana::gateway {

using Input = std::shared_ptr<StreamInput>;

/// Writes all of it; false if the stream failed.
[[nodiscard]] asio::awaitable<bool> writeAll(io::Stream stream, std::string_view bytes);

/// Moves a body from one stream to another as it is, as fast as the slower of the two, until it is done, broken,
/// `*stop` is set (then wake the source), or a stream fails. False if the sink failed.
[[nodiscard]] asio::awaitable<bool> moveBody(Input from, io::Stream to, Body& body, const bool& stop);

/// Joins the two streams of a WebSocket until both directions have ended, half-closes passed on. A backend that ends
/// without a Close frame, or fails, gets one sent in its name: 1012 (service restart), after what it had said, if that
/// ended between two frames, and if the client takes it within `patience`. Whatever else fails ends both. The client's
/// stream is left to be closed once it has read that.
[[nodiscard]] asio::awaitable<void> splice(Input client, Input backend, std::chrono::milliseconds patience);

} // namespace kalpana::gateway
