#pragma once

#include "remote/bridge/server/os/system_failure.h"
#include "remote/bridge/server/os/unique_fd.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace kalpana::bridge::server {

/// The beginning and the end of what a command has printed, in a file (0600) that never grows over its capacity: what
/// is over it is dropped in the middle. What was appended survives this process, however it ends. The file is there
/// once something was printed.
///
///   0  u64 bytes printed in all      8  the first half of the capacity      then  the second half, used as a ring
class KeptStream final {
public:
    struct Piece {
        std::uint64_t offset = 0; ///< further on than asked for where that was dropped
        std::string bytes = {};   ///< empty at the end
    };

    /// A new one, or what an earlier bridge has left at `path`.
    KeptStream(std::string path, std::uint64_t capacity);

    /// How much was printed in all.
    [[nodiscard]] std::uint64_t total() const { return m_total; }
    /// After a failure (NoSpace …) what comes is counted and dropped.
    [[nodiscard]] Outcome<void> append(std::string_view bytes);
    /// At most `most` bytes from `offset` on.
    [[nodiscard]] Piece read(std::uint64_t offset, std::size_t most) const;
    void remove();

private:
    struct Place {
        std::uint64_t at;   ///< in the file, after its header
        std::uint64_t room; ///< until the half ends
    };
    [[nodiscard]] Place placeOf(std::uint64_t offset) const;
    [[nodiscard]] bool write(std::uint64_t at, std::string_view bytes);

    std::string m_path;
    std::uint64_t m_half;
    std::uint64_t m_total = 0;
    std::uint64_t m_end = 0; ///< nothing is kept from here on: the same as m_total, until a write has failed
    UniqueFd m_file;
};

} // namespace kalpana::bridge::server
