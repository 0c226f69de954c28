#include "core/base/secret.h"

#include <cstring>
#include <utility>

namespace kalpana {

Secret::Secret(QByteArray bytes) : m_bytes(std::move(bytes))
{
    m_bytes.detach();
}

Secret::Secret(std::string_view bytes) : m_bytes(bytes.data(), static_cast<qsizetype>(bytes.size())) {}

Secret::Secret(Secret&& other) noexcept : m_bytes(std::exchange(other.m_bytes, {})) {}

Secret& Secret::operator=(Secret&& other) noexcept
{
    if (this != &other) {
        wipe();
        m_bytes = std::exchange(other.m_bytes, {});
    }
    return *this;
}

Secret::~Secret()
{
    wipe();
}

Secret Secret::clone() const
{
    return Secret(reveal());
}

std::string_view Secret::reveal() const
{
    return {m_bytes.constData(), static_cast<std::size_t>(m_bytes.size())};
}

bool Secret::equals(std::string_view other) const
{
    const auto own = reveal();
    unsigned difference = own.size() == other.size() ? 0U : 1U;
    for (std::size_t i = 0; i < own.size(); ++i) {
        const auto theirs = i < other.size() ? other[i] : '\0';
        difference |= static_cast<unsigned>(static_cast<unsigned char>(own[i]) ^ static_cast<unsigned char>(theirs));
    }
    return difference == 0;
}

void Secret::wipe() noexcept
{
    if (!m_bytes.isEmpty())
        ::explicit_bzero(m_bytes.data(), static_cast<std::size_t>(m_bytes.size()));
    m_bytes.clear();
}

} // namespace kalpana
