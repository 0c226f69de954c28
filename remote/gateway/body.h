#pragma once

#include "remote/gateway/head.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace kalpana::gateway {

/// Says where a message's body ends, so that its bytes, chunk framing and trailers included, can be passed on as they
/// are. Passive: bytes come in by call. Strict about chunks (RFC 9112, 7.1): a bare line feed or a size that another
/// reader might understand otherwise breaks it.
class Body final {
public:
    explicit Body(BodyLength length);

    /// How many of these bytes, from the first on, belong to the body. Fewer than given: done, or broken.
    [[nodiscard]] std::size_t take(std::string_view bytes);
    /// The whole body has been taken.
    [[nodiscard]] bool done() const { return m_state == State::Done; }
    /// The framing is wrong: nothing more can be made of the connection.
    [[nodiscard]] bool broken() const { return m_state == State::Broken; }
    /// The sender closed the connection: done() if that is how the body ends.
    void ended();

private:
    enum class State {
        Bytes,
        UntilClose,
        Size,
        Extension,
        SizeEnd,
        Data,
        DataReturn,
        DataEnd,
        Trailer,
        TrailerLine,
        TrailerEnd,
        LastEnd,
        Done,
        Broken
    };

    void step(char c);
    void takeSizeDigit(char c);

    State m_state;
    std::uint64_t m_left = 0;   // Of the body, or of the chunk.
    std::size_t m_digits = 0;   // Of the chunk size so far.
    std::size_t m_overhead = 0; // Bytes of extensions or trailers, which are bounded.
};

} // namespace kalpana::gateway
