// The streamed answer of a model, in the form of each API: the first byte says whose ("o", "a", "l"), the second in how
// long pieces it comes. However it is cut, the same is read, and no more than there is.

#include "core/agent/anthropic_messages.h"
#include "core/agent/chat_completions.h"
#include "core/agent/ollama_chat.h"
#include "core/agent/sse_parser.h"
#include "tests/fuzz/holds.h"

#include <memory>

using namespace kalpana;
using namespace kalpana::agent;
using kalpana::test::holds;

namespace {

struct Reading {
    QString text;
    QString thinking;
    ErrorCode error = ErrorCode::Usage; ///< None of these parsers has it: no error.
    QList<ToolCall> calls;
};

std::unique_ptr<ReplyParser> parserFor(char api)
{
    const auto service = QStringLiteral("models.example");
    if (api == 'a')
        return std::make_unique<AnthropicParser>(service);
    if (api == 'l')
        return std::make_unique<OllamaParser>(service);
    return std::make_unique<ChatCompletionsParser>(service);
}

Reading read(char api, QByteArrayView bytes, qsizetype piece)
{
    const auto parser = parserFor(api);
    Reading reading;
    const auto take = [&](const ReplyNews& news) {
        reading.text += news.text;
        reading.thinking += news.thinking;
        if (!news.state)
            reading.error = news.state.error().code;
        return news.state.has_value();
    };
    for (qsizetype at = 0; at < bytes.size() && !parser->isDone(); at += piece)
        if (!take(parser->receive(bytes.sliced(at, std::min(piece, bytes.size() - at)))))
            return reading;
    if (!take(parser->receiveEnd()))
        return reading;
    auto reply = parser->takeReply();
    if (!reply) {
        reading.error = reply.error().code;
        return reading;
    }
    holds(reply->text == reading.text, "the reply has the text that came");
    reading.calls = reply->toolCalls;
    for (auto& call : reading.calls)
        call.id.clear(); // where there is none the parser makes one
    return reading;
}

QList<SseEvent> events(QByteArrayView bytes, qsizetype piece)
{
    SseParser parser;
    QList<SseEvent> all;
    for (qsizetype at = 0; at < bytes.size(); at += piece) {
        auto some = parser.receive(bytes.sliced(at, std::min(piece, bytes.size() - at)));
        if (!some)
            return all;
        all += *some;
    }
    return all + parser.finish();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    if (size < 3)
        return 0;
    const auto text = kalpana::test::textOf(data, size);
    const auto api = text[0];
    const auto piece = qsizetype{1} + static_cast<unsigned char>(text[1]) % 64;
    const QByteArrayView bytes(text.data() + 2, static_cast<qsizetype>(text.size() - 2));
    const auto whole = read(api, bytes, bytes.size());
    const auto cut = read(api, bytes, piece);
    holds(whole.text == cut.text && whole.thinking == cut.thinking, "pieces give the same text");
    holds(whole.error == cut.error && whole.calls == cut.calls, "pieces give the same end");
    holds(whole.text.size() + whole.thinking.size() <= bytes.size(), "no more comes out than went in");
    holds(events(bytes, bytes.size()) == events(bytes, piece), "pieces give the same events");
    const auto parser = parserFor(api);
    static_cast<void>(parser->receiveWhole(bytes.toByteArray()));
    static_cast<void>(parser->receiveEnd());
    static_cast<void>(parser->takeReply());
    return 0;
}
