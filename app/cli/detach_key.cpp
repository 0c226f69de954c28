#include "app/cli/detach_key.h"

#include <array>

namespace kalpana::cli {

namespace {

/// The same key as terminals send it, as xterm's modifyOtherKeys has it, and as kitty's protocol has it: a program may
/// have asked the terminal for either (fish and helix do).
constexpr std::array<std::string_view, 4> kPrefixes{"\x02", "\x1b[98;5u", "\x1b[98;5:1u", "\x1b[27;5;98~"};
constexpr std::array<std::string_view, 4> kDetaches{"d", "\x1b[100u", "\x1b[100;1u", "\x1b[100;1:1u"};
/// That the prefix was let go, which kitty's protocol can tell too.
constexpr std::array<std::string_view, 2> kReleases{"\x1b[98;5:3u", "\x1b[98;1:3u"};

template <std::size_t Count>
std::string_view beginningOf(std::string_view bytes, const std::array<std::string_view, Count>& keys)
{
    for (const auto key : keys)
        if (bytes.starts_with(key))
            return key;
    return {};
}

} // namespace

DetachKey::Typed DetachKey::feed(std::string_view bytes)
{
    Typed typed;
    while (!bytes.empty()) {
        const auto prefix = beginningOf(bytes, kPrefixes);
        if (m_isPrefixed) {
            if (const auto release = beginningOf(bytes, kReleases); !release.empty()) {
                bytes.remove_prefix(release.size());
                continue;
            }
            if (!beginningOf(bytes, kDetaches).empty()) {
                typed.detaches = true;
                return typed;
            }
            m_isPrefixed = false;
            typed.bytes += m_prefix;
            bytes.remove_prefix(prefix.size());
            if (!prefix.empty())
                continue;
        } else if (!prefix.empty()) {
            m_isPrefixed = true;
            m_prefix = prefix;
            bytes.remove_prefix(prefix.size());
            continue;
        }
        typed.bytes += bytes.front();
        bytes.remove_prefix(1);
    }
    return typed;
}

} // namespace kalpana::cli
