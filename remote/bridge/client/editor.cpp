#include "remote/bridge/client/editor.h"

#include "remote/bridge/client/call.h"

#include <algorithm>

namespace kalpana::bridge::client {

namespace {

EditorState stateOf(protocol::Fields& fields)
{
    EditorState state{.isConnected = fields.flag("connected"), .isFocused = fields.flag("focused")};
    const auto* editor = fields.object("editor");
    if (editor == nullptr)
        return state;
    protocol::Fields own(*editor);
    const auto place = [&own](const char* name) {
        return static_cast<int>(std::min<std::uint64_t>(own.number(name), INT32_MAX));
    };
    ShownFile file{.path = QString::fromStdString(own.text("path")),
                   .language = QString::fromStdString(own.text("language")),
                   .line = place("line"),
                   .column = place("column"),
                   .endLine = place("endLine"),
                   .endColumn = place("endColumn"),
                   .isDirty = own.flag("dirty")};
    if (own.failure())
        fields.refuse("editor", own.failure()->message);
    else
        state.file = std::move(file);
    return state;
}

/// What the bridge says of an editor is a sentence for people already.
asio::awaitable<Result<void>> ask(ClientPointer client, std::string type, Json payload, RequestHandlers handlers)
{
    auto done = co_await requestDone(std::move(client), std::move(type), std::move(payload), std::move(handlers));
    static const auto said = QStringLiteral("failed: ");
    if (!done && done.error().code == ErrorCode::Remote && done.error().detail.startsWith(said))
        co_return failure(ErrorCode::Remote, done.error().detail.sliced(said.size()), done.error().detail);
    co_return done;
}

/// Longer than the bridge gives the editor.
RequestHandlers patient(const std::string& subject)
{
    auto handlers = about(subject);
    handlers.timeout = std::chrono::seconds(30);
    return handlers;
}

} // namespace

asio::awaitable<Result<void>> openInEditor(ClientPointer client, EditorPlace place)
{
    auto payload = Payload()
                       .with("path", place.path)
                       .with("line", std::max(place.line, 0))
                       .with("column", std::max(place.column, 0))
                       .take();
    co_return co_await ask(std::move(client), "editor.open", std::move(payload), patient(place.path));
}

asio::awaitable<Result<void>> insertInEditor(ClientPointer client, std::string text)
{
    auto payload = Payload().with("text", std::move(text)).take();
    co_return co_await ask(std::move(client), "editor.insert", std::move(payload), patient("The text"));
}

asio::awaitable<Result<EditorState>> editorState(ClientPointer client)
{
    co_return co_await call<EditorState>(std::move(client), "editor.state", Json::object(), {}, &stateOf);
}

asio::awaitable<Result<void>> watchEditor(ClientPointer client, std::function<void(const EditorState&)> onState)
{
    RequestHandlers handlers;
    handlers.timeout = std::chrono::milliseconds(0);
    handlers.onEvent = [onState = std::move(onState)](std::string_view event, const Json& payload) {
        if (event != "editor.state")
            return;
        protocol::Fields fields(payload);
        const auto state = stateOf(fields);
        if (!fields.failure())
            onState(state);
    };
    Json payload = Json::object();
    co_return co_await requestDone(std::move(client), "editor.watch", std::move(payload), std::move(handlers));
}

} // namespace kalpana::bridge::client
