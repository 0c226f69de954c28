#include "remote/gateway/entrance.h"

#include "remote/gateway/cookie.h"

#include <QMessageAuthenticationCode>
#include <QRandomGenerator>

#include <algorithm>
#include <array>

namespace kalpana::gateway {

namespace {

constexpr std::size_t mostWaiting = 64;

/// 256 bits from the system's generator, in letters that need no escaping in an address.
Secret randomWord()
{
    std::array<quint32, 8> words{};
    QRandomGenerator::system()->fillRange(words.data(), static_cast<qsizetype>(words.size()));
    const auto raw = QByteArray::fromRawData(reinterpret_cast<const char*>(words.data()), sizeof(words));
    return Secret(raw.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals));
}

} // namespace

Entrance::Entrance(std::string workspace, std::chrono::seconds tokenTime)
    : m_cookieName("kalpana-" + workspace), m_tokenTime(tokenTime), m_key(randomWord())
{
}

std::string Entrance::mint(const Site& site, Clock::time_point now)
{
    std::erase_if(m_waiting, [&](const Waiting& waiting) { return waiting.until <= now; });
    if (m_waiting.size() >= mostWaiting)
        m_waiting.erase(m_waiting.begin());
    m_waiting.push_back({.token = randomWord(), .site = site, .until = now + m_tokenTime});
    return std::string(m_waiting.back().token.reveal());
}

bool Entrance::redeem(std::string_view token, const Site& site, Clock::time_point now)
{
    auto found = m_waiting.end();
    for (auto it = m_waiting.begin(); it != m_waiting.end(); ++it)
        if (it->token.equals(token))
            found = it;
    if (found == m_waiting.end())
        return false;
    const auto good = found->site == site && now < found->until;
    m_waiting.erase(found);
    return good;
}

std::string Entrance::cookieFor(const Site& site) const
{
    const auto value = valueFor(site);
    return m_cookieName + "=" + std::string(value.reveal()) + "; Path=/; HttpOnly; SameSite=Strict";
}

bool Entrance::admits(std::string_view cookieHeader, const Site& site) const
{
    const auto good = valueFor(site);
    return std::ranges::any_of(cookieValues(cookieHeader, m_cookieName),
                               [&](std::string_view value) { return good.equals(value); });
}

Secret Entrance::valueFor(const Site& site) const
{
    const auto key = m_key.reveal();
    const auto name = std::to_string(site.port) + "--" + site.workspace;
    const auto digest = QMessageAuthenticationCode::hash(
        QByteArray::fromStdString(name), QByteArray::fromRawData(key.data(), static_cast<qsizetype>(key.size())),
        QCryptographicHash::Sha256);
    return Secret(digest.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals));
}

} // namespace kalpana::gateway
