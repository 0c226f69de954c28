#pragma once

#include "remote/bridge/protocol/message.h"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace kalpana::bridge::protocol {

/// Reads the fields of a payload one after the other; the first wrong or missing one is remembered, by name, and
/// everything after it reads as empty. Ask failure() before using what was read. Fields that nobody asks for are
/// ignored.
class Fields final {
public:
    explicit Fields(const Json& payload) : m_payload(payload) {}

    /// Must be there.
    [[nodiscard]] std::string text(const char* name);
    [[nodiscard]] std::uint64_t number(const char* name);
    /// Must be there, and may hold any character, a NUL too.
    [[nodiscard]] std::string content(const char* name);
    /// May be missing (or null).
    [[nodiscard]] std::optional<std::string> optionalText(const char* name);
    [[nodiscard]] std::optional<std::uint64_t> optionalNumber(const char* name);
    [[nodiscard]] bool flag(const char* name, bool otherwise = false);
    [[nodiscard]] std::vector<std::string> texts(const char* name);
    /// The objects of a list; they live as long as the payload.
    [[nodiscard]] std::vector<std::reference_wrapper<const Json>> objects(const char* name);
    /// Lives as long as the payload.
    [[nodiscard]] const Json* object(const char* name);
    [[nodiscard]] std::vector<std::uint64_t> numbers(const char* name);
    [[nodiscard]] std::map<std::string, std::string> textMap(const char* name);

    /// Says that a field is wrong for a reason of the caller's own.
    void refuse(const char* name, std::string message);

    [[nodiscard]] const std::optional<Failure>& failure() const { return m_failure; }

private:
    [[nodiscard]] const Json* find(const char* name) const;
    void wrong(const char* name, const char* expected);

    const Json& m_payload;
    std::optional<Failure> m_failure;
};

} // namespace kalpana::bridge::protocol
