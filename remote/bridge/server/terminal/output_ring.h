#pragma once

#include "remote/bridge/server/os/system_failure.h"
#include "remote/bridge/server/os/unique_fd.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace kalpana::bridge::server {

/// The last bytes of a terminal's output, in a file of a fixed size (0600), named by their offset since the terminal's
/// birth. What was appended survives this process, however it ends: the file's place is reserved, the bytes go there
/// before the header says so, and as many as one append may take are never counted as kept, so that an append cut
/// short spoils nothing. Nothing is synced: a terminal does not survive its computer.
///
///   0  "kalpana terminal ring 1\n", zeroes up to 64      64  u64 capacity      72  u64 end      4096  the bytes
class OutputRing final {
public:
    /// As much as one append may take.
    static constexpr std::size_t kMostAppended = 64U << 10U;

    /// A new one in place of what is at `path`. Errors: NoSpace, NoPermission …
    [[nodiscard]] static Outcome<OutputRing> create(const std::string& path, std::uint64_t capacity);
    /// One that a bridge before this one has left. Failed where it is not what it should be.
    [[nodiscard]] static Outcome<OutputRing> open(const std::string& path);
    /// One that goes with this process, for a disk that is full; its first byte has the offset `end`.
    [[nodiscard]] static Outcome<OutputRing> inMemory(std::uint64_t capacity, std::uint64_t end);

    /// Keeps are the bytes from start() up to end().
    [[nodiscard]] std::uint64_t start() const;
    [[nodiscard]] std::uint64_t end() const { return m_end; }
    [[nodiscard]] std::uint64_t capacity() const { return m_capacity; }

    /// At most kMostAppended bytes. After a failure nothing of it is kept.
    [[nodiscard]] Outcome<void> append(std::string_view bytes);
    /// Copies what is kept from `offset` on, as much as fits; how much that was. 0 outside of what is kept.
    [[nodiscard]] std::size_t read(std::uint64_t offset, std::span<char> into) const;

private:
    OutputRing(UniqueFd file, std::uint64_t capacity, std::uint64_t begin, std::uint64_t end)
        : m_file(std::move(file)), m_capacity(capacity), m_begin(begin), m_end(end)
    {
    }
    [[nodiscard]] Outcome<void> reserve();

    UniqueFd m_file;
    std::uint64_t m_capacity;
    std::uint64_t m_begin; ///< nothing before it is kept, whatever the capacity
    std::uint64_t m_end;
};

} // namespace kalpana::bridge::server
