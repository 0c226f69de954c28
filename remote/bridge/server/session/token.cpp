#include "remote/bridge/server/session/token.h"

#include <array>
#include <string.h>
#include <sys/random.h>

namespace kalpana::bridge::server {

Outcome<Token> Token::make()
{
    std::array<unsigned char, 32> bytes{};
    if (::getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size()))
        return systemFailed("The kernel's random numbers");
    std::string text;
    text.reserve(bytes.size() * 2);
    for (const unsigned char byte : bytes) {
        text.push_back("0123456789abcdef"[byte >> 4U]);
        text.push_back("0123456789abcdef"[byte & 15U]);
    }
    ::explicit_bzero(bytes.data(), bytes.size());
    return Token(std::move(text));
}

Token::~Token()
{
    ::explicit_bzero(m_text.data(), m_text.size());
}

bool Token::equals(std::string_view other) const
{
    volatile unsigned difference = m_text.size() == other.size() ? 0 : 1;
    for (std::size_t i = 0; i < m_text.size(); ++i) {
        const char theirs = i < other.size() ? other[i] : '\0';
        difference = difference | static_cast<unsigned>(m_text[i] ^ theirs);
    }
    return difference == 0;
}

} // namespace kalpana::bridge::server
