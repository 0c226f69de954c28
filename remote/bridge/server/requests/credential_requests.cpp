#include "remote/bridge/protocol/fields.h"
#include "remote/bridge/server/credential/questions.h"
#include "remote/bridge/server/requests/context.h"

namespace kalpana::bridge::server {

namespace {

Answer answer(Context& context, Call call)
{
    protocol::Fields fields(call.payload);
    const auto question = fields.number("question");
    const auto username = fields.optionalText("username");
    const auto password = fields.optionalText("password");
    const auto text = fields.optionalText("text");
    const bool isRefused = fields.flag("refused");
    if (!isRefused && !text && !(username && password))
        fields.refuse("text", "Give \"username\" and \"password\", \"text\", or \"refused\".");
    if (fields.failure())
        co_return std::unexpected(*fields.failure());
    Json answer = Json::object();
    if (isRefused)
        answer["error"] = "The person at the desktop declined to answer.";
    else if (text)
        answer["text"] = *text;
    else
        answer = {{"username", *username}, {"password", *password}};
    co_return context.questions
        .answer(static_cast<std::uint32_t>(question > UINT32_MAX ? 0 : question), std::move(answer))
        .transform([] { return Json::object(); });
}

} // namespace

void addCredentialRequests(Handlers& handlers, Context& context)
{
    handlers.byType["credential.watch"] = [&context](Call call) { return context.questions.watch(std::move(call)); };
    handlers.byType["credential.answer"] = [&context](Call call) { return answer(context, std::move(call)); };
}

} // namespace kalpana::bridge::server
