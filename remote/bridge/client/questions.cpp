#include "remote/bridge/client/questions.h"

#include "remote/bridge/client/reply.h"

#include <QCoreApplication>

namespace kalpana::bridge::client {

namespace {

Question questionOf(const Json& payload)
{
    const auto text = [&payload](const char* name) { return QString::fromStdString(contentOf(payload, name)); };
    const auto kind = contentOf(payload, "kind");
    return {.number = static_cast<std::uint32_t>(decimalOf(payload, "question")),
            .kind = kind == "login"    ? Question::Kind::Login
                    : kind == "secret" ? Question::Kind::Secret
                                       : Question::Kind::Text,
            .protocol = text("protocol"),
            .host = text("host"),
            .path = text("path"),
            .username = text("username"),
            .prompt = text("prompt")};
}

RequestHandlers aboutAnswer()
{
    RequestHandlers handlers;
    handlers.subject = QCoreApplication::translate("bridge", "The program that asked");
    return handlers;
}

asio::awaitable<Result<void>> answer(ClientPointer client, Json payload)
{
    auto handlers = aboutAnswer();
    co_return co_await requestDone(std::move(client), "credential.answer", std::move(payload), std::move(handlers));
}

} // namespace

asio::awaitable<Result<void>> watchQuestions(ClientPointer client, QuestionHandlers handlers)
{
    RequestHandlers request;
    request.timeout = std::chrono::milliseconds(0);
    request.onEvent = [handlers = std::move(handlers)](std::string_view event, const Json& payload) {
        if (event == "credential.asked" && handlers.onAsked)
            handlers.onAsked(questionOf(payload));
        else if (event == "credential.ended" && handlers.onEnded)
            handlers.onEnded(static_cast<std::uint32_t>(decimalOf(payload, "question")));
    };
    Json payload = Json::object();
    co_return co_await requestDone(std::move(client), "credential.watch", std::move(payload), std::move(request));
}

asio::awaitable<Result<void>> answerLogin(ClientPointer client, std::uint32_t number, QString username, Secret password)
{
    Json payload = Json::object();
    payload["question"] = number;
    payload["username"] = username.toStdString();
    payload["password"] = std::string(password.reveal());
    co_return co_await answer(std::move(client), std::move(payload));
}

asio::awaitable<Result<void>> answerText(ClientPointer client, std::uint32_t number, Secret text)
{
    Json payload = Json::object();
    payload["question"] = number;
    payload["text"] = std::string(text.reveal());
    co_return co_await answer(std::move(client), std::move(payload));
}

asio::awaitable<Result<void>> refuse(ClientPointer client, std::uint32_t number)
{
    Json payload = Json::object();
    payload["question"] = number;
    payload["refused"] = true;
    co_return co_await answer(std::move(client), std::move(payload));
}

} // namespace kalpana::bridge::client
