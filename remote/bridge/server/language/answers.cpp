#include "remote/bridge/server/language/answers.h"

#include "remote/bridge/server/language/file_uri.h"
#include "remote/bridge/server/language/member.h"

#include <algorithm>
#include <array>

namespace kalpana::bridge::server {

namespace {

constexpr std::size_t kMostText = 64U << 10U;
constexpr int kMostDepth = 50;
constexpr std::array<const char*, 27> kKinds{
    "symbol",   "file",        "module",      "namespace", "package",   "class",         "method",
    "property", "field",       "constructor", "enum",      "interface", "function",      "variable",
    "constant", "string",      "number",      "boolean",   "array",     "object",        "key",
    "null",     "enum member", "struct",      "event",     "operator",  "type parameter"};
constexpr std::array<const char*, 5> kSeverities{"error", "error", "warning", "information", "hint"};

std::string textOf(const Json& value)
{
    return value.is_string() ? value.get_ref<const std::string&>().substr(0, kMostText) : std::string();
}

std::uint32_t numberOf(const Json& value)
{
    const auto number = value.is_number_integer() ? value.get<std::int64_t>() : 0;
    return static_cast<std::uint32_t>(std::clamp<std::int64_t>(number, 0, UINT32_MAX));
}

bool putRange(Json& item, const Json& range)
{
    const auto& start = member(range, "start");
    const auto& end = member(range, "end");
    if (!start.is_object() || !end.is_object())
        return false;
    item["line"] = numberOf(member(start, "line"));
    item["character"] = numberOf(member(start, "character"));
    item["endLine"] = numberOf(member(end, "line"));
    item["endCharacter"] = numberOf(member(end, "character"));
    return true;
}

/// A MarkupContent, a MarkedString, or a list of these.
void putText(const Json& contents, std::string& text, bool& isPlain)
{
    if (contents.is_array()) {
        for (const auto& part : contents) {
            if (!text.empty())
                text += "\n\n";
            if (text.size() < kMostText && !part.is_array())
                putText(part, text, isPlain);
        }
        return;
    }
    if (contents.is_string()) {
        text += textOf(contents);
        return;
    }
    const auto language = textOf(member(contents, "language"));
    const auto value = textOf(member(contents, "value"));
    isPlain = member(contents, "kind") == "plaintext";
    text += language.empty() ? value : "```" + language + '\n' + value + "\n```";
}

template <typename Put>
Json listOf(const char* name, const Json& all, Put put)
{
    Json reply{{name, Json::array()}, {"truncated", false}};
    for (const auto& one : all) {
        if (reply[name].size() == LanguageAnswers::kMost) {
            reply["truncated"] = true;
            break;
        }
        Json item = Json::object();
        if (put(item, one))
            reply[name].push_back(std::move(item));
    }
    return reply;
}

} // namespace

bool LanguageAnswers::putPlace(Json& item, const Json& location, const char* uri, const char* range) const
{
    const auto whole = textOf(member(location, uri));
    const auto path = pathOfUri(whole);
    const bool isInside = path && path->starts_with(m_root == "/" ? "/" : m_root + '/');
    item["outside"] = !isInside;
    item["path"] = isInside ? path->substr(m_root == "/" ? 1 : m_root.size() + 1) : path.value_or(whole);
    return !whole.empty() && putRange(item, member(location, range));
}

Json LanguageAnswers::locations(const Json& result) const
{
    const auto put = [this](Json& item, const Json& location) {
        const bool isLink = location.is_object() && location.contains("targetUri");
        return isLink ? putPlace(item, location, "targetUri", "targetSelectionRange")
                      : putPlace(item, location, "uri", "range");
    };
    return listOf("locations",
                  result.is_array()    ? result
                  : result.is_object() ? Json::array({result})
                                       : Json::array(),
                  put);
}

Json LanguageAnswers::hover(const Json& result) const
{
    std::string text;
    bool isPlain = false;
    putText(member(result, "contents"), text, isPlain);
    Json reply{{"text", text}, {"format", isPlain ? "plaintext" : "markdown"}};
    (void)putRange(reply, member(result, "range"));
    return reply;
}

Json LanguageAnswers::diagnostics(const Json& result) const
{
    return listOf("diagnostics", result, [](Json& item, const Json& diagnostic) {
        const auto severity = numberOf(member(diagnostic, "severity"));
        const auto& code = member(diagnostic, "code");
        item["severity"] = kSeverities.at(severity < kSeverities.size() ? severity : 0);
        item["message"] = textOf(member(diagnostic, "message"));
        item["source"] = textOf(member(diagnostic, "source"));
        item["code"] = code.is_number() ? code.dump() : textOf(code);
        return putRange(item, member(diagnostic, "range"));
    });
}

void LanguageAnswers::putSymbols(Json& list, const Json& symbols, const std::string& path, const std::string& container,
                                 bool& truncated, int depth) const
{
    if (!symbols.is_array() || depth > kMostDepth)
        return;
    for (const auto& symbol : symbols) {
        if (list.size() == kMost) {
            truncated = true;
            return;
        }
        Json item = Json::object();
        const auto name = textOf(member(symbol, "name"));
        const auto kind = numberOf(member(symbol, "kind"));
        item["name"] = name;
        item["kind"] = kKinds.at(kind < kKinds.size() ? kind : 0);
        item["container"] = container.empty() ? textOf(member(symbol, "containerName")) : container;
        const auto& location = member(symbol, "location");
        bool isPlaced = false;
        if (location.is_object()) {
            isPlaced = putPlace(item, location, "uri", "range");
        } else {
            item["path"] = path;
            item["outside"] = false;
            isPlaced = putRange(item, member(symbol, "selectionRange"));
        }
        if (isPlaced && !name.empty())
            list.push_back(std::move(item));
        putSymbols(list, member(symbol, "children"), path, container.empty() ? name : container + "::" + name,
                   truncated, depth + 1);
    }
}

Json LanguageAnswers::symbols(const Json& result, const std::string& path) const
{
    Json list = Json::array();
    bool truncated = false;
    putSymbols(list, result, path, {}, truncated, 0);
    return {{"symbols", std::move(list)}, {"truncated", truncated}};
}

} // namespace kalpana::bridge::server
