#include "app/desktop/chat/chat_strings.h"

#include <QCoreApplication>

namespace kalpana::desktop::chat {

namespace {
struct Text {
    Q_DECLARE_TR_FUNCTIONS(Chat)
};
} // namespace

QJsonObject chatStrings()
{
    return {
        {QStringLiteral("title"), Text::tr("Agent")},
        {QStringLiteral("new-chat"), Text::tr("New chat")},
        {QStringLiteral("placeholder"), Text::tr("Ask, or say what to change")},
        {QStringLiteral("send"), Text::tr("Send")},
        {QStringLiteral("stop"), Text::tr("Stop")},
        {QStringLiteral("settings"), Text::tr("Settings")},
        {QStringLiteral("no-model"), Text::tr("Set up a model")},
        {QStringLiteral("usage"), Text::tr("%1 in · %2 out")},
        {QStringLiteral("latest"), Text::tr("To the end")},
        {QStringLiteral("working"), Text::tr("Working…")},
        {QStringLiteral("asking-again"), Text::tr("Asking again in %1 s.")},
        {QStringLiteral("thinking"), Text::tr("Thinking")},
        {QStringLiteral("copy"), Text::tr("Copy")},
        {QStringLiteral("copied"), Text::tr("Copied")},
        {QStringLiteral("again"), Text::tr("Try again")},
        {QStringLiteral("detail"), Text::tr("Details")},
        {QStringLiteral("tool-running"), QString()},
        {QStringLiteral("tool-done"), QString()},
        {QStringLiteral("tool-failed"), Text::tr("Failed")},
        {QStringLiteral("tool-refused"), Text::tr("Denied")},
        {QStringLiteral("tool-stopped"), Text::tr("Stopped")},
        {QStringLiteral("tool-nothing"), Text::tr("No output.")},
        {QStringLiteral("approval-preview"), Text::tr("What would be done")},
        {QStringLiteral("allow-once"), Text::tr("Allow once")},
        {QStringLiteral("allow-chat"), Text::tr("In this chat")},
        {QStringLiteral("allow-always"), Text::tr("Always in this workspace")},
        {QStringLiteral("deny"), Text::tr("Deny")},
        {QStringLiteral("decided-once"), Text::tr("Allowed once")},
        {QStringLiteral("decided-chat"), Text::tr("Allowed in this chat")},
        {QStringLiteral("decided-always"), Text::tr("Always allowed")},
        {QStringLiteral("decided-cancelled"), Text::tr("Not answered")},
        {QStringLiteral("review"), Text::tr("Review")},
        {QStringLiteral("undo"), Text::tr("Undo")},
        {QStringLiteral("redo"), Text::tr("Redo")},
        {QStringLiteral("binary"), Text::tr("binary")},
        {QStringLiteral("changes-more"), Text::tr("and %1 more")},
        {QStringLiteral("change-modified"), Text::tr("Changed")},
        {QStringLiteral("change-added"), Text::tr("New")},
        {QStringLiteral("change-deleted"), Text::tr("Deleted")},
        {QStringLiteral("change-renamed"), Text::tr("Renamed")},
        {QStringLiteral("change-type-changed"), Text::tr("Another kind of file now")},
        {QStringLiteral("welcome-title"), Text::tr("What shall we do?")},
        {QStringLiteral("welcome-text"),
         Text::tr(
             "I read and search your code by myself. Before I change a file or run a command on the host, I ask.")},
        {QStringLiteral("setup-title"), Text::tr("Set up a model")},
        {QStringLiteral("setup-text"),
         Text::tr("The agent needs a language model: an OpenAI-compatible address and a key. "
                  "The key goes into your keychain.")},
        {QStringLiteral("setup-button"), Text::tr("Open settings")},
        {QStringLiteral("idea-explain"), Text::tr("Explain how this project is built and where it starts")},
        {QStringLiteral("idea-test"), Text::tr("Run the tests and tell me what fails")},
        {QStringLiteral("idea-change"), Text::tr("Find a bug in the code that I changed last and mend it")},
    };
}

} // namespace kalpana::desktop::chat
