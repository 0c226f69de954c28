#pragma once

#include "remote/bridge/server/os/system_failure.h"

#include <string>
#include <string_view>

namespace kalpana::bridge::server {

/// The secret that a client shows. Lives in the memory of this process only; wiped with the object.
class Token final {
public:
    /// 256 bits from the kernel, as 64 hex digits.
    [[nodiscard]] static Outcome<Token> make();

    Token(Token&&) noexcept = default;
    Token& operator=(Token&&) noexcept = default;
    ~Token();

    [[nodiscard]] const std::string& text() const { return m_text; }
    /// Compares in a time that does not depend on where they differ.
    [[nodiscard]] bool equals(std::string_view other) const;

private:
    explicit Token(std::string text) : m_text(std::move(text)) {}

    std::string m_text; // longer than what a string keeps inside, so that a move leaves no copy
};

} // namespace kalpana::bridge::server
