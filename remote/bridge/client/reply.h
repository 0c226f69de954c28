#pragma once

#include "remote/bridge/client/client.h"
#include "remote/bridge/protocol/fields.h"

namespace kalpana::bridge::client {

/// What a typed call returns when the fields that it read are not what the protocol says; nothing if they are.
[[nodiscard]] std::optional<Error> misread(const protocol::Fields& fields);

/// A text that may hold any character, a NUL too; empty if it is missing.
[[nodiscard]] std::string contentOf(const Json& payload, const char* name);
/// A number with a fraction; 0 if it is missing.
[[nodiscard]] double decimalOf(const Json& payload, const char* name);
/// The objects of a list; what is not an object is left out.
[[nodiscard]] std::vector<Json> objectsOf(const Json& payload, const char* name);

/// Sends a request whose reply says nothing but that it was done.
[[nodiscard]] asio::awaitable<Result<void>> requestDone(ClientPointer client, std::string type, Json payload,
                                                        RequestHandlers handlers);

} // namespace kalpana::bridge::client
