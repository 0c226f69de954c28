#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

namespace kalpana::bridge::protocol {

/// Why a request was not carried out, as it stands in "code" of an error reply.
enum class Code : std::uint8_t {
    BadRequest,
    UnknownType,
    WrongVersion,
    TooLarge,
    Limit, ///< more than may be had at a time, as watches
    NotFound,
    NoPermission,
    OutsideWorkspace,
    Conflict,
    NoMatch, ///< an edit does not fit the file
    NoSpace,
    NotExecutable,
    Unsupported,
    Incomplete,
    ChecksumMismatch,
    FetchFailed,
    Cancelled,
    Timeout,
    Failed,
};

[[nodiscard]] std::string_view wordOf(Code code);
/// A word that a newer bridge made up is Failed.
[[nodiscard]] Code codeFrom(std::string_view word);

/// An error reply: a code for programs, a sentence for people, and the payload field that was wrong, if one was.
struct Failure {
    Code code = Code::Failed;
    std::string message = {};
    std::string field = {};
};

template <typename T>
using Outcome = std::expected<T, Failure>;

[[nodiscard]] inline std::unexpected<Failure> failed(Code code, std::string message, std::string field = {})
{
    return std::unexpected(Failure{code, std::move(message), std::move(field)});
}

} // namespace kalpana::bridge::protocol
