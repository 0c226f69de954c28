#include "remote/bridge/protocol/fields.h"

#include <algorithm>

namespace kalpana::bridge::protocol {

namespace {

/// Texts end up in system calls, where a NUL would cut them short.
bool isText(const Json& value)
{
    return value.is_string() && value.get_ref<const std::string&>().find('\0') == std::string::npos;
}

} // namespace

const Json* Fields::find(const char* name) const
{
    const auto found = m_payload.find(name);
    return found == m_payload.end() || found->is_null() ? nullptr : &*found;
}

void Fields::refuse(const char* name, std::string message)
{
    if (!m_failure)
        m_failure = Failure{Code::BadRequest, std::move(message), name};
}

void Fields::wrong(const char* name, const char* expected)
{
    refuse(name, '"' + std::string(name) + "\" must be " + expected + '.');
}

std::string Fields::text(const char* name)
{
    auto value = optionalText(name);
    if (!value)
        wrong(name, "a text");
    return value.value_or(std::string());
}

std::uint64_t Fields::number(const char* name)
{
    const auto value = optionalNumber(name);
    if (!value)
        wrong(name, "a number, 0 or more");
    return value.value_or(0);
}

std::string Fields::content(const char* name)
{
    const Json* value = find(name);
    if (value != nullptr && value->is_string())
        return value->get<std::string>();
    wrong(name, "a text");
    return {};
}

std::optional<std::string> Fields::optionalText(const char* name)
{
    const Json* value = find(name);
    if (value == nullptr)
        return std::nullopt;
    if (isText(*value))
        return value->get<std::string>();
    wrong(name, "a text without NUL bytes");
    return std::nullopt;
}

std::optional<std::uint64_t> Fields::optionalNumber(const char* name)
{
    const Json* value = find(name);
    if (value == nullptr)
        return std::nullopt;
    if (value->is_number_unsigned() || (value->is_number_integer() && value->get<std::int64_t>() >= 0))
        return value->get<std::uint64_t>();
    wrong(name, "a number, 0 or more");
    return std::nullopt;
}

bool Fields::flag(const char* name, bool otherwise)
{
    const Json* value = find(name);
    if (value == nullptr)
        return otherwise;
    if (!value->is_boolean())
        wrong(name, "true or false");
    return value->is_boolean() && value->get<bool>();
}

std::vector<std::string> Fields::texts(const char* name)
{
    const Json* value = find(name);
    if (value == nullptr)
        return {};
    if (value->is_array() && std::ranges::all_of(*value, isText))
        return value->get<std::vector<std::string>>();
    wrong(name, "a list of texts without NUL bytes");
    return {};
}

std::vector<std::reference_wrapper<const Json>> Fields::objects(const char* name)
{
    const Json* value = find(name);
    if (value == nullptr)
        return {};
    if (value->is_array() && std::ranges::all_of(*value, [](const Json& item) { return item.is_object(); }))
        return {value->begin(), value->end()};
    wrong(name, "a list of objects");
    return {};
}

const Json* Fields::object(const char* name)
{
    const Json* value = find(name);
    if (value == nullptr || value->is_object())
        return value;
    wrong(name, "an object");
    return nullptr;
}

std::vector<std::uint64_t> Fields::numbers(const char* name)
{
    const Json* value = find(name);
    if (value == nullptr)
        return {};
    if (value->is_array() && std::ranges::all_of(*value, [](const Json& item) { return item.is_number_unsigned(); }))
        return value->get<std::vector<std::uint64_t>>();
    wrong(name, "a list of numbers, 0 or more");
    return {};
}

std::map<std::string, std::string> Fields::textMap(const char* name)
{
    const Json* value = find(name);
    if (value == nullptr)
        return {};
    if (value->is_object() && std::ranges::all_of(*value, isText))
        return value->get<std::map<std::string, std::string>>();
    wrong(name, "an object of texts without NUL bytes");
    return {};
}

} // namespace kalpana::bridge::protocol
