#include "app/desktop/chat/chat_strings.h"

#include <QCoreApplication>

namespace kalpana::desktop::chat {

QJsonObject chatStrings()
{
    const auto tr = [](const char* text) { return QCoreApplication::translate("Chat", text); };
    return {
        {QStringLiteral("title"), tr("Agent")},
        {QStringLiteral("new-chat"), tr("New chat")},
        {QStringLiteral("placeholder"), tr("Ask, or say what to change")},
        {QStringLiteral("send"), tr("Send")},
        {QStringLiteral("stop"), tr("Stop")},
        {QStringLiteral("settings"), tr("Settings")},
        {QStringLiteral("no-model"), tr("Set up a model")},
        {QStringLiteral("usage"), tr("%1 in · %2 out")},
        {QStringLiteral("latest"), tr("To the end")},
        {QStringLiteral("working"), tr("Working…")},
        {QStringLiteral("thinking"), tr("Thinking")},
        {QStringLiteral("copy"), tr("Copy")},
        {QStringLiteral("copied"), tr("Copied")},
        {QStringLiteral("again"), tr("Try again")},
        {QStringLiteral("detail"), tr("Details")},
        {QStringLiteral("tool-running"), QString()},
        {QStringLiteral("tool-done"), QString()},
        {QStringLiteral("tool-failed"), tr("Failed")},
        {QStringLiteral("tool-refused"), tr("Denied")},
        {QStringLiteral("tool-stopped"), tr("Stopped")},
        {QStringLiteral("tool-nothing"), tr("No output.")},
        {QStringLiteral("approval-preview"), tr("What would be done")},
        {QStringLiteral("allow-once"), tr("Allow once")},
        {QStringLiteral("allow-always"), tr("Always in this workspace")},
        {QStringLiteral("deny"), tr("Deny")},
        {QStringLiteral("decided-once"), tr("Allowed once")},
        {QStringLiteral("decided-always"), tr("Always allowed")},
        {QStringLiteral("decided-cancelled"), tr("Not answered")},
        {QStringLiteral("welcome-title"), tr("What shall we do?")},
        {QStringLiteral("welcome-text"),
         tr("I read and search your code by myself. Before I change a file or run a command on the host, I ask.")},
        {QStringLiteral("setup-title"), tr("Set up a model")},
        {QStringLiteral("setup-text"), tr("The agent needs a language model: an OpenAI-compatible address and a key. "
                                          "The key goes into your keychain.")},
        {QStringLiteral("setup-button"), tr("Open settings")},
        {QStringLiteral("idea-explain"), tr("Explain how this project is built and where it starts")},
        {QStringLiteral("idea-test"), tr("Run the tests and tell me what fails")},
        {QStringLiteral("idea-change"), tr("Find a bug in the code that I changed last and mend it")},
    };
}

} // namespace kalpana::desktop::chat
