#pragma once

#include "remote/bridge/protocol/failure.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

namespace kalpana::bridge::protocol {

using Json = nlohmann::json;

/// {"v":"1","id":N,"type":T,"payload":{…}}. The client chooses ids, from 1 on; a reply to id 0 answers a frame whose id
/// could not be read.
struct Request {
    std::uint32_t id = 0;
    std::string type = {};
    Json payload = Json::object();
};

/// {"v":"1","id":N,"ok":true,"payload":{…}} or {"v":"1","id":N,"ok":false,"error":{"code":…,"message":…,"field":…}}.
struct Reply {
    std::uint32_t id = 0;
    Outcome<Json> outcome = Json::object();
};

/// {"v":"1","event":E,"payload":{…}}; one that belongs to a request has its "id" in the payload. From a client: what
/// needs no answer and gets none, unless it is wrong.
struct Event {
    std::string name;
    Json payload = Json::object();
};

/// What was wrong with a text frame, and the id to answer under (0: unknown).
struct BadMessage {
    std::uint32_t id = 0;
    Failure failure;
};

/// A payload that is an object's JSON text already, for what is large: encode() puts it in as it stands.
[[nodiscard]] Json encodedPayload(std::string text);
/// Puts a text behind JSON text, with its quotes. Bytes that are not UTF-8 become U+FFFD.
void appendText(std::string& json, std::string_view text);

/// Every text is one frame. Bytes that are not UTF-8 are replaced, never refused.
[[nodiscard]] std::string encode(const Request& request);
[[nodiscard]] std::string encode(Reply reply);
[[nodiscard]] std::string encode(const Event& event);

/// Reads a frame that came from a client.
[[nodiscard]] std::expected<Request, BadMessage> parseRequest(std::string_view text);
/// A request, or an event of a client.
[[nodiscard]] std::expected<std::variant<Request, Event>, BadMessage> parseFromClient(std::string_view text);
/// Reads a frame that came from a bridge.
[[nodiscard]] std::expected<std::variant<Reply, Event>, BadMessage> parseFromBridge(std::string_view text);

} // namespace kalpana::bridge::protocol
