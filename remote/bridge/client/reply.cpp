#include "remote/bridge/client/reply.h"

#include "remote/bridge/client/failure.h"

namespace kalpana::bridge::client {

std::optional<Error> misread(const protocol::Fields& fields)
{
    if (!fields.failure())
        return std::nullopt;
    return errorOf("wrong_version", fields.failure()->message);
}

std::string contentOf(const Json& payload, const char* name)
{
    const auto found = payload.find(name);
    return found != payload.end() && found->is_string() ? found->get<std::string>() : std::string();
}

double decimalOf(const Json& payload, const char* name)
{
    const auto found = payload.find(name);
    return found != payload.end() && found->is_number() ? found->get<double>() : 0.0;
}

std::vector<Json> objectsOf(const Json& payload, const char* name)
{
    std::vector<Json> objects;
    const auto found = payload.find(name);
    if (found != payload.end() && found->is_array())
        for (const auto& item : *found)
            if (item.is_object())
                objects.push_back(item);
    return objects;
}

asio::awaitable<Result<void>> requestDone(ClientPointer client, std::string type, Json payload,
                                          RequestHandlers handlers)
{
    const auto reply = co_await client->request(std::move(type), std::move(payload), std::move(handlers));
    if (!reply)
        co_return std::unexpected(reply.error());
    co_return Result<void>{};
}

} // namespace kalpana::bridge::client
