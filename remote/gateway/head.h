#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kalpana::gateway {

struct Field {
    std::string name;
    std::string value;
};

/// Header fields in the order and spelling in which they came.
class Fields final {
public:
    void add(std::string_view name, std::string_view value)
    {
        m_fields.emplace_back(std::string(name), std::string(value));
    }

    [[nodiscard]] auto begin() const { return m_fields.begin(); }
    [[nodiscard]] auto end() const { return m_fields.end(); }
    [[nodiscard]] std::size_t count(std::string_view name) const;
    /// The first field of that name, whatever its letter case; empty if there is none.
    [[nodiscard]] std::string_view value(std::string_view name) const;
    [[nodiscard]] bool has(std::string_view name) const { return count(name) > 0; }
    /// Whether a comma-separated field, such as Connection, holds a word.
    [[nodiscard]] bool hasWord(std::string_view name, std::string_view word) const;

private:
    std::vector<Field> m_fields;
};

/// How a message's body ends (RFC 9112, 6.3).
struct BodyLength {
    enum class Kind { None, Bytes, Chunked, UntilClose };
    Kind kind = Kind::None;
    std::uint64_t bytes = 0;
};

struct RequestHead {
    std::string method;
    std::string target; ///< In origin form: it begins with a slash.
    std::string host;   ///< As the Host header has it.
    bool http11 = true;
    Fields fields;
    BodyLength body;

    /// Whether the client wants to send another request on the connection.
    [[nodiscard]] bool keepAlive() const { return http11 && !fields.hasWord("Connection", "close"); }
    /// An upgrade to WebSocket; other upgrades (h2c above all, which would smuggle requests past the gateway) are not
    /// made.
    [[nodiscard]] bool isWebSocket() const;
};

struct ResponseHead {
    int status = 0;
    std::string reason;
    bool http11 = true;
    Fields fields;
    BodyLength body;

    [[nodiscard]] bool keepAlive() const
    {
        return http11 && body.kind != BodyLength::Kind::UntilClose && !fields.hasWord("Connection", "close");
    }
};

/// Where the head at the beginning of `bytes` ends, its empty line included; looks no further back than `from` needs.
[[nodiscard]] std::optional<std::size_t> headEnd(std::string_view bytes, std::size_t from = 0);

/// Reads a whole head, with its empty line. The error is the status to answer with. Passive; Beast's parser reads the
/// syntax, and what could be understood in two ways is refused (RFC 9112, 11.2: request smuggling): two lengths, a
/// length beside Transfer-Encoding, codings but chunked, folded lines, two Host fields.
[[nodiscard]] std::expected<RequestHead, int> parseRequestHead(std::string_view bytes);
/// The same for an answer to `method`; nothing if it can't be understood.
[[nodiscard]] std::optional<ResponseHead> parseResponseHead(std::string_view bytes, std::string_view method);

} // namespace kalpana::gateway
