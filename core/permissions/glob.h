#pragma once

#include <string_view>

namespace kalpana::permissions {

/// Whether a pattern matches all of a path: * and ? within a name, ** also over several, everything else is itself.
/// "src/**" matches what is below src, not src. Goes back to the last star and the last double star only, so that no
/// pattern takes longer than the product of both lengths.
[[nodiscard]] bool matchesPath(std::string_view pattern, std::string_view path);

/// Whether * in a pattern, which stands for any signs or none, makes it all of a word. There is no other special sign.
[[nodiscard]] bool matchesWord(std::string_view pattern, std::string_view word);

[[nodiscard]] bool hasWildcard(std::string_view pattern);

} // namespace kalpana::permissions
