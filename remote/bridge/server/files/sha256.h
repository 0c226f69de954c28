#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace kalpana::bridge::server {

/// SHA-256 (FIPS 180-4) of bytes as they come, in lower-case hex.
class Sha256 final {
public:
    Sha256();
    Sha256(Sha256&&) noexcept;
    Sha256& operator=(Sha256&&) noexcept;
    ~Sha256();

    void add(std::string_view bytes);
    /// Ends it.
    [[nodiscard]] std::string hex();

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace kalpana::bridge::server
