#pragma once

#include "core/base/error.h"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include <span>

namespace kalpana::cli {

/// Standard input, read as it comes: a pipe, a file, or a terminal's lines. I/O thread. Others who have the same pipe
/// or terminal open don't notice: it is not made non-blocking for them.
class StandardInput final {
public:
    explicit StandardInput(const boost::asio::any_io_executor& executor);
    StandardInput(const StandardInput&) = delete;
    StandardInput& operator=(const StandardInput&) = delete;
    ~StandardInput() = default;

    /// How many bytes there were, at least one; 0 at the end. Errors: Usage (a folder, say); Cancelled.
    [[nodiscard]] boost::asio::awaitable<Result<std::size_t>> read(std::span<char> into);

private:
    boost::asio::posix::stream_descriptor m_descriptor;
};

} // namespace kalpana::cli
