#pragma once

#include "remote/gateway/body.h"
#include "remote/gateway/stream_input.h"

#include <memory>
#include <string>

namespace kalpana::gateway {

using Input = std::shared_ptr<StreamInput>;

/// Writes all of it; false if the stream failed.
[[nodiscard]] asio::awaitable<bool> writeAll(io::Stream stream, std::string_view bytes);

/// Moves a body from one stream to another as it is, as fast as the slower of the two, until it is done, broken,
/// `*stop` is set (then wake the source), or a stream fails. False if the sink failed.
[[nodiscard]] asio::awaitable<bool> moveBody(Input from, io::Stream to, Body& body, const bool& stop);

/// Joins two streams until both directions have ended: half-closes are passed on; a failure ends both, after what the
/// backend had said.
[[nodiscard]] asio::awaitable<void> splice(Input client, Input backend);

} // namespace kalpana::gateway
