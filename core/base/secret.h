#pragma once

#include <QByteArray>

#include <string_view>

namespace kalpana {

/// Bytes that must not linger: passwords, passphrases, tokens, API keys. Overwritten when it goes; never printed, never
/// compared in a time that depends on the content. Copies are explicit (clone), so that each stays accounted for.
class Secret final {
public:
    Secret() = default;
    explicit Secret(QByteArray bytes);
    explicit Secret(std::string_view bytes);
    Secret(Secret&& other) noexcept;
    Secret& operator=(Secret&& other) noexcept;
    Secret(const Secret&) = delete;
    Secret& operator=(const Secret&) = delete;
    ~Secret();

    [[nodiscard]] Secret clone() const;
    [[nodiscard]] bool isEmpty() const { return m_bytes.isEmpty(); }
    /// The bytes themselves, valid while this object lives. Terminated by a zero byte for C interfaces.
    [[nodiscard]] std::string_view reveal() const;
    /// Equal in a time that depends on the lengths only.
    [[nodiscard]] bool equals(std::string_view other) const;

private:
    void wipe() noexcept;
    QByteArray m_bytes;
};

} // namespace kalpana
