#include "remote/bridge/protocol/parse_json.h"

namespace kalpana::bridge::protocol {

Json parseJson(std::string_view text)
{
    return Json::parse(text, nullptr, false);
}

} // namespace kalpana::bridge::protocol
