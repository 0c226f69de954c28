#include "remote/bridge/protocol/message.h"

#include "remote/bridge/protocol/parse_json.h"
#include "remote/bridge/protocol/version.h"

#include <limits>

namespace kalpana::bridge::protocol {

namespace {

std::string dumped(const Json& json)
{
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::unexpected<BadMessage> bad(std::uint32_t id, Code code, std::string message, std::string field)
{
    return std::unexpected(BadMessage{id, {code, std::move(message), std::move(field)}});
}

/// The id of a frame, or 0 where there is none that can be used.
std::uint32_t idOf(const Json& frame)
{
    const auto found = frame.find("id");
    if (found == frame.end() || !found->is_number_unsigned())
        return 0;
    const auto id = found->get<std::uint64_t>();
    return id <= std::numeric_limits<std::uint32_t>::max() ? static_cast<std::uint32_t>(id) : 0;
}

/// The outer shape that all frames share: an object of our version.
std::expected<Json, BadMessage> parseFrame(std::string_view text)
{
    Json frame = parseJson(text);
    if (frame.is_discarded())
        return bad(0, Code::BadRequest, "The message is not JSON.", "");
    if (!frame.is_object())
        return bad(0, Code::BadRequest, "The message is not a JSON object.", "");
    const auto version = frame.find("v");
    if (version == frame.end() || *version != kVersion) {
        return bad(idOf(frame), Code::WrongVersion,
                   "This bridge speaks version " + std::string(kVersion) + " of the protocol.", "v");
    }
    return frame;
}

std::expected<Request, BadMessage> requestOf(Json frame)
{
    Request request{.id = idOf(frame)};
    if (request.id == 0)
        return bad(0, Code::BadRequest, "\"id\" must be a number from 1 to 4294967295.", "id");
    const auto type = frame.find("type");
    if (type == frame.end() || !type->is_string())
        return bad(request.id, Code::BadRequest, "\"type\" must be a text.", "type");
    request.type = type->get<std::string>();
    if (const auto payload = frame.find("payload"); payload != frame.end()) {
        if (!payload->is_object())
            return bad(request.id, Code::BadRequest, "\"payload\" must be an object.", "payload");
        request.payload = std::move(*payload);
    }
    return request;
}

std::expected<Event, BadMessage> eventOf(Json frame)
{
    const auto name = frame.find("event");
    if (name == frame.end() || !name->is_string())
        return bad(0, Code::BadRequest, "\"event\" must be a text.", "event");
    const auto payload = frame.find("payload");
    if (payload != frame.end() && !payload->is_object())
        return bad(0, Code::BadRequest, "\"payload\" must be an object.", "payload");
    return Event{name->get<std::string>(), payload == frame.end() ? Json::object() : std::move(*payload)};
}

} // namespace

std::string encode(const Request& request)
{
    return dumped({{"v", kVersion}, {"id", request.id}, {"type", request.type}, {"payload", request.payload}});
}

Json encodedPayload(std::string text)
{
    return text; // no other payload is a text: they are objects
}

std::string encode(Reply reply)
{
    if (reply.outcome && reply.outcome->is_string()) {
        auto text = std::move(reply.outcome->get_ref<std::string&>());
        text.insert(0, "{\"id\":" + std::to_string(reply.id) + ",\"ok\":true,\"payload\":");
        text += ",\"v\":\"" + std::string(kVersion) + "\"}";
        return text;
    }
    if (reply.outcome)
        return dumped({{"v", kVersion}, {"id", reply.id}, {"ok", true}, {"payload", std::move(*reply.outcome)}});
    const auto& failure = reply.outcome.error();
    Json error{{"code", wordOf(failure.code)}, {"message", failure.message}};
    if (!failure.field.empty())
        error["field"] = failure.field;
    return dumped({{"v", kVersion}, {"id", reply.id}, {"ok", false}, {"error", std::move(error)}});
}

std::string encode(const Event& event)
{
    return dumped({{"v", kVersion}, {"event", event.name}, {"payload", event.payload}});
}

std::expected<Request, BadMessage> parseRequest(std::string_view text)
{
    auto frame = parseFrame(text);
    if (!frame)
        return std::unexpected(frame.error());
    return requestOf(std::move(*frame));
}

std::expected<std::variant<Request, Event>, BadMessage> parseFromClient(std::string_view text)
{
    auto frame = parseFrame(text);
    if (!frame)
        return std::unexpected(frame.error());
    if (frame->contains("event"))
        return eventOf(std::move(*frame));
    return requestOf(std::move(*frame));
}

std::expected<std::variant<Reply, Event>, BadMessage> parseFromBridge(std::string_view text)
{
    auto frame = parseFrame(text);
    if (!frame)
        return std::unexpected(frame.error());
    if (frame->contains("event"))
        return eventOf(std::move(*frame));
    auto payload = frame->find("payload") != frame->end() ? std::move((*frame)["payload"]) : Json::object();
    if (!payload.is_object())
        return bad(idOf(*frame), Code::BadRequest, "\"payload\" must be an object.", "payload");
    const auto ok = frame->find("ok");
    if (ok == frame->end() || !ok->is_boolean())
        return bad(idOf(*frame), Code::BadRequest, "\"ok\" must be true or false.", "ok");
    if (ok->get<bool>())
        return Reply{idOf(*frame), std::move(payload)};
    const auto error = frame->find("error");
    if (error == frame->end() || !error->is_object())
        return bad(idOf(*frame), Code::BadRequest, "\"error\" must be an object.", "error");
    const auto word = [&error](const char* key) {
        const auto found = error->find(key);
        return found != error->end() && found->is_string() ? found->get<std::string>() : std::string();
    };
    return Reply{idOf(*frame), std::unexpected(Failure{codeFrom(word("code")), word("message"), word("field")})};
}

} // namespace kalpana::bridge::protocol
