#pragma once

#include "core/base/secret.h"
#include "remote/gateway/site.h"

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace kalpana::gateway {

using Clock = std::chrono::steady_clock;

/// Who may enter a workspace: tokens that work once, and the cookie that a browser gets for one. Passive; time comes in
/// by call. The cookie of each of the workspace's sites differs (HMAC-SHA-256 of the site under a key of this process),
/// so that what one site's cookie jar gives away opens no other.
class Entrance final {
public:
    Entrance(std::string workspace, std::chrono::seconds tokenTime);

    /// A new token for a site: 256 random bits. At most 64 wait at once; then the oldest is forgotten.
    [[nodiscard]] std::string mint(const Site& site, Clock::time_point now);
    /// Whether the token is good for the site. It is used up by this, whatever the answer.
    [[nodiscard]] bool redeem(std::string_view token, const Site& site, Clock::time_point now);

    [[nodiscard]] const std::string& cookieName() const { return m_cookieName; }
    /// For Set-Cookie: HttpOnly, SameSite=Strict, for the browser's session.
    [[nodiscard]] std::string cookieFor(const Site& site) const;
    /// Whether a Cookie header lets its sender in. Takes the same time wherever a wrong value differs.
    [[nodiscard]] bool admits(std::string_view cookieHeader, const Site& site) const;

private:
    struct Waiting {
        Secret token;
        Site site;
        Clock::time_point until;
    };

    [[nodiscard]] Secret valueFor(const Site& site) const;

    std::string m_cookieName;
    std::chrono::seconds m_tokenTime;
    Secret m_key;
    std::vector<Waiting> m_waiting;
};

} // namespace kalpana::gateway
