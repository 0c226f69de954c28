#pragma once

#include <cstddef>
#include <string_view>

namespace kalpana::bridge::protocol {

/// What stands in "v" of every text frame.
inline constexpr std::string_view kVersion = "1";

/// Text frames over this are answered with too_large and thrown away.
inline constexpr std::size_t kMaxTextBytes = 8U << 20U;
/// So are binary frames whose content is over this.
inline constexpr std::size_t kMaxBinaryBytes = 1U << 20U;

} // namespace kalpana::bridge::protocol
