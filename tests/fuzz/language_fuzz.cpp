// What a language server writes: messages in their frames, and answers in these.

#include "remote/bridge/protocol/parse_json.h"
#include "remote/bridge/server/language/answers.h"
#include "remote/bridge/server/language/file_uri.h"
#include "remote/bridge/server/language/framing.h"
#include "tests/fuzz/holds.h"

using namespace kalpana::bridge::server;
using kalpana::test::holds;

namespace {

using Texts = std::vector<std::string>;

/// The messages in bytes that come in pieces; nothing where they are refused.
std::optional<Texts> read(std::string_view bytes, std::size_t piece)
{
    MessageReader reader(256);
    Texts texts;
    while (!bytes.empty()) {
        const auto messages = reader.receive(bytes.substr(0, piece));
        if (!messages)
            return std::nullopt;
        texts.insert(texts.end(), messages->begin(), messages->end());
        bytes.remove_prefix(std::min(piece, bytes.size()));
    }
    return texts;
}

void answer(std::string_view text)
{
    const auto json = kalpana::bridge::protocol::parseJson(text);
    if (json.is_discarded())
        return;
    const LanguageAnswers answers("/root");
    for (const auto& place : answers.locations(json).at("locations")) {
        const auto path = place.at("path").get<std::string>();
        holds(place.at("outside").get<bool>() || !path.starts_with('/'), "what is inside is named from the root");
        holds(place.at("outside").get<bool>() || !path.starts_with("../"), "what is inside does not lead out");
    }
    (void)answers.hover(json);
    (void)answers.diagnostics(json);
    holds(answers.symbols(json, "a").at("symbols").size() <= LanguageAnswers::kMost, "answers are bounded");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    const auto bytes = kalpana::test::textOf(data, size);
    const auto whole = read(bytes, size);
    const auto inBytes = read(bytes, 1);
    holds(whole.has_value() == inBytes.has_value() && (!whole || *whole == *inBytes),
          "it does not matter where it is cut");
    for (const auto& text : whole.value_or(Texts{}))
        answer(text);
    answer(bytes);
    if (const auto path = pathOfUri(bytes))
        holds(pathOfUri(fileUri(*path)) == path, "a path comes back from its URI");
    return 0;
}
