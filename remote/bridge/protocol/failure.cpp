#include "remote/bridge/protocol/failure.h"

#include <algorithm>
#include <array>

namespace kalpana::bridge::protocol {

namespace {

constexpr std::array<std::string_view, 19> kWords{
    "bad_request",       "unknown_type", "wrong_version", "too_large", "limit",          "not_found",   "no_permission",
    "outside_workspace", "conflict",     "no_match",      "no_space",  "not_executable", "unsupported", "incomplete",
    "checksum_mismatch", "fetch_failed", "cancelled",     "timeout",   "failed"};
static_assert(kWords.size() == static_cast<std::size_t>(Code::Failed) + 1);

} // namespace

std::string_view wordOf(Code code)
{
    return kWords.at(static_cast<std::size_t>(code));
}

Code codeFrom(std::string_view word)
{
    const auto found = std::ranges::find(kWords, word);
    return found == kWords.end() ? Code::Failed : static_cast<Code>(found - kWords.begin());
}

} // namespace kalpana::bridge::protocol
