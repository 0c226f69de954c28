#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace kalpana::ssh {

/// Blowfish with the salted key schedule of bcrypt ("A Future-Adaptable Password Scheme", Provos and Mazières 1999).
/// OpenSSL has Blowfish, but not this schedule.
class Blowfish final {
public:
    Blowfish();
    /// Mixes key and salt, both 64 bytes, into the schedule (ExpandKey).
    void expand(std::span<const std::uint8_t, 64> salt, std::span<const std::uint8_t, 64> key);
    void expand(std::span<const std::uint8_t, 64> key);
    void encrypt(std::uint32_t& left, std::uint32_t& right) const;

private:
    struct Tables {
        std::array<std::uint32_t, 18> p;
        std::array<std::array<std::uint32_t, 256>, 4> s;
    };
    static Tables initialTables();

    Tables m_tables;
};

} // namespace kalpana::ssh
