#include "remote/bridge/protocol/fields.h"
#include "remote/bridge/server/language/answers.h"
#include "remote/bridge/server/language/file_uri.h"
#include "remote/bridge/server/language/language_servers.h"
#include "remote/bridge/server/requests/context.h"

#include <algorithm>

namespace kalpana::bridge::server {

namespace {

using protocol::Fields;

constexpr std::uint64_t kLongestMs = 120'000;

enum class Kind { Definition, References, Hover, Diagnostics, Symbols };

/// The one that the client has chosen for the file's language, or for the end of its name.
LanguageProgram chosenProgram(Fields& fields, const std::string& path, const std::string& languageId)
{
    const auto* chosen = fields.object("servers");
    const auto ending = std::string(endingOf(path));
    const auto id = languageId.empty() ? std::string(languageOf(path)) : languageId;
    if (chosen == nullptr)
        return {};
    Fields servers(*chosen);
    for (const auto& name : {ending, id})
        if (!name.empty() && chosen->contains(name)) {
            auto argv = servers.texts(name.c_str());
            if (argv.empty() || argv.front().empty())
                fields.refuse("servers", "\"servers\" must name a program for \"" + name + "\".");
            return {std::move(argv), id.empty() ? ending.substr(1) : id};
        }
    return {};
}

/// The program that the client names, or the one that is usual for the file or the language.
Outcome<LanguageProgram> programFor(Fields& fields, const std::string& path)
{
    LanguageProgram program{fields.texts("command"), fields.optionalText("languageId").value_or("")};
    if (program.argv.empty())
        if (auto chosen = chosenProgram(fields, path, program.languageId); !chosen.argv.empty())
            program = std::move(chosen);
    if (fields.failure())
        return std::unexpected(*fields.failure());
    if (!program.argv.empty())
        return program;
    const auto environment = languageEnvironment();
    auto found = path.empty() ? programForLanguage(program.languageId, environment) : programForFile(path, environment);
    if (found && !program.languageId.empty())
        found->languageId = program.languageId;
    return found;
}

Outcome<LanguageQuestion> questionOf(Context& context, Kind kind, const Json& payload)
{
    Fields fields(payload);
    LanguageQuestion question;
    const auto query = kind == Kind::Symbols ? fields.optionalText("query") : std::nullopt;
    auto path = query ? fields.optionalText("path").value_or("") : fields.text("path");
    if (query && path.empty() && !fields.optionalText("languageId"))
        fields.refuse("languageId", "\"languageId\" or \"path\" must say which language server is asked.");
    const bool isAtPosition = kind < Kind::Diagnostics;
    const auto line = isAtPosition ? fields.number("line") : 0;
    const auto character = isAtPosition ? fields.number("character") : 0;
    const bool withDeclaration = kind == Kind::References && fields.flag("includeDeclaration", true);
    if (const auto limit = fields.optionalNumber("timeoutMs"))
        question.limit = std::chrono::milliseconds(std::min(*limit, kLongestMs));
    if (fields.failure())
        return std::unexpected(*fields.failure());
    if (!path.empty()) {
        auto relative = context.root.relative(path);
        if (!relative)
            return std::unexpected(relative.error());
        path = std::move(*relative);
    }
    auto program = programFor(fields, path);
    if (!program)
        return std::unexpected(program.error());
    question.program = std::move(*program);
    question.path = path;

    const auto document =
        "{\"textDocument\":{\"uri\":" + jsonText(fileUri(realFolder(context.root.path()) + '/' + path)) + '}';
    const auto position = document + ",\"position\":{\"line\":" + std::to_string(line) +
                          ",\"character\":" + std::to_string(character) + '}';
    switch (kind) {
    case Kind::Definition:
        question.method = "textDocument/definition";
        question.params = position + '}';
        break;
    case Kind::References:
        question.method = "textDocument/references";
        question.params =
            position + ",\"context\":{\"includeDeclaration\":" + (withDeclaration ? "true" : "false") + "}}";
        break;
    case Kind::Hover:
        question.method = "textDocument/hover";
        question.params = position + '}';
        break;
    case Kind::Symbols:
        question.method = query ? "workspace/symbol" : "textDocument/documentSymbol";
        question.params = query ? "{\"query\":" + jsonText(*query) + '}' : document + '}';
        break;
    case Kind::Diagnostics:
        break;
    }
    return question;
}

Answer ask(Context& context, Kind kind, Call call)
{
    const auto question = questionOf(context, kind, call.payload);
    if (!question)
        co_return std::unexpected(question.error());
    const auto answer = co_await context.languages.ask(*question, call.stop);
    if (!answer)
        co_return std::unexpected(answer.error());
    const LanguageAnswers answers(realFolder(context.root.path()));
    Json reply;
    switch (kind) {
    case Kind::Definition:
    case Kind::References:
        reply = answers.locations(answer->result);
        break;
    case Kind::Hover:
        reply = answers.hover(answer->result);
        break;
    case Kind::Diagnostics:
        reply = answers.diagnostics(answer->result);
        reply["complete"] = answer->isComplete;
        break;
    case Kind::Symbols:
        reply = answers.symbols(answer->result, question->path);
        break;
    }
    reply["server"] = answer->server;
    reply["indexing"] = answer->isIndexing;
    co_return reply;
}

} // namespace

void addLanguageRequests(Handlers& handlers, Context& context)
{
    const auto add = [&handlers, &context](const char* type, Kind kind) {
        handlers.byType[type] = [&context, kind](Call call) { return ask(context, kind, std::move(call)); };
    };
    add("language.definition", Kind::Definition);
    add("language.references", Kind::References);
    add("language.hover", Kind::Hover);
    add("language.diagnostics", Kind::Diagnostics);
    add("language.symbols", Kind::Symbols);
}

} // namespace kalpana::bridge::server
