#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace kalpana::bridge::server {

/// SHA-256 (FIPS 180-4) of bytes as they come, in lower-case hex; by the processor's own instructions where it has
/// them.
class Sha256 final {
public:
    enum class By { Processor, Arithmetic };
    explicit Sha256(By by = By::Processor);

    void add(std::string_view bytes);
    /// Ends it.
    [[nodiscard]] std::string hex();

private:
    using Blocks = void (*)(std::uint32_t* state, const unsigned char* data, std::size_t blocks);

    Blocks m_blocks;
    std::array<std::uint32_t, 8> m_state{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                         0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    std::array<unsigned char, 64> m_rest{}; ///< less than a block
    std::size_t m_restSize = 0;
    std::uint64_t m_size = 0;
};

} // namespace kalpana::bridge::server
