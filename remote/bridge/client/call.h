#pragma once

#include "remote/bridge/client/reply.h"

namespace kalpana::bridge::client {

/// What a request says, field by field. A field without a value is left out, which the bridge takes as "unless told".
class Payload final {
public:
    template <typename Value>
    Payload& with(const char* name, Value value)
    {
        m_json[name] = std::move(value);
        return *this;
    }
    template <typename Value>
    Payload& with(const char* name, std::optional<Value> value)
    {
        return value ? with(name, std::move(*value)) : *this;
    }
    /// Leaves out what is empty too.
    template <typename Value>
    Payload& withSome(const char* name, Value value)
    {
        return value.empty() ? *this : with(name, std::move(value));
    }
    [[nodiscard]] Json take() { return std::move(m_json); }

private:
    Json m_json = Json::object();
};

/// What stands in a reply, read by its names. The reader may read as it likes: what is missing or wrong makes the call
/// fail afterwards.
template <typename T>
using Reader = std::function<T(protocol::Fields& fields)>;

[[nodiscard]] inline RequestHandlers about(const std::string& subject)
{
    RequestHandlers handlers;
    handlers.subject = QString::fromStdString(subject);
    return handlers;
}

/// A typed call: sends the request, waits, reads the reply.
template <typename T>
[[nodiscard]] asio::awaitable<Result<T>> call(ClientPointer client, std::string type, Json payload,
                                              RequestHandlers handlers, Reader<T> read)
{
    const auto reply = co_await client->request(std::move(type), std::move(payload), std::move(handlers));
    if (!reply)
        co_return std::unexpected(reply.error());
    protocol::Fields fields(*reply);
    T value = read(fields);
    if (const auto wrong = misread(fields))
        co_return std::unexpected(*wrong);
    co_return value;
}

/// The objects of a list, each read by `read`; the first that is wrong makes `fields` wrong.
template <typename T>
[[nodiscard]] std::vector<T> listOf(protocol::Fields& fields, const char* name, T (*read)(protocol::Fields& fields))
{
    std::vector<T> list;
    for (const Json& object : fields.objects(name)) {
        protocol::Fields own(object);
        list.push_back(read(own));
        if (const auto& failure = own.failure())
            fields.refuse(name, failure->message);
    }
    return list;
}

} // namespace kalpana::bridge::client
