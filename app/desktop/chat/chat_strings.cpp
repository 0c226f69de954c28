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
        {QStringLiteral("new-chat"), Text::tr("New chat")},
        {QStringLiteral("chats"), Text::tr("Chats of this workspace")},
        {QStringLiteral("chats-search"), Text::tr("Search the chats")},
        {QStringLiteral("chats-none"), Text::tr("No chats yet.")},
        {QStringLiteral("chats-not-found"), Text::tr("No chat has “%1”.")},
        {QStringLiteral("chats-working"), Text::tr("Working")},
        {QStringLiteral("chats-asks"), Text::tr("Asks you")},
        {QStringLiteral("chats-failed"), Text::tr("Failed")},
        {QStringLiteral("chats-cut"), Text::tr("Cut off")},
        {QStringLiteral("chats-unread"), Text::tr("New")},
        {QStringLiteral("chat-rename"), Text::tr("Rename")},
        {QStringLiteral("chat-pin"), Text::tr("Pin")},
        {QStringLiteral("chat-unpin"), Text::tr("Unpin")},
        {QStringLiteral("chat-pinned"), Text::tr("Pinned")},
        {QStringLiteral("chat-export"), Text::tr("Export")},
        {QStringLiteral("chat-delete"), Text::tr("Delete")},
        {QStringLiteral("chat-keep"), Text::tr("Keep")},
        {QStringLiteral("cancel"), Text::tr("Cancel")},
        {QStringLiteral("delete-ask"),
         Text::tr("Delete “%1”? Its messages, all their versions and the permissions given in it go for good. Files in "
                  "the workspace stay as they are.")},
        {QStringLiteral("export-ask"), Text::tr("Write “%1” to a file: to read, or with all that happened?")},
        {QStringLiteral("export-markdown"), Text::tr("Markdown")},
        {QStringLiteral("export-json"), Text::tr("JSON")},
        {QStringLiteral("waiting"), Text::tr("Messages that wait")},
        {QStringLiteral("waiting-end"), Text::tr("Sent when done")},
        {QStringLiteral("waiting-steered"), Text::tr("Sent with the next step")},
        {QStringLiteral("waiting-unsent"), Text::tr("Not sent")},
        {QStringLiteral("waiting-now"), Text::tr("Send now")},
        {QStringLiteral("waiting-back"), Text::tr("Take back")},
        {QStringLiteral("queue"), Text::tr("Queue")},
        {QStringLiteral("queue-title"),
         Text::tr("Send when the agent is done (Enter), or with its next step (Ctrl+Enter)")},
        {QStringLiteral("cut"), Text::tr("This turn was cut off before its end. What was done so far is kept.")},
        {QStringLiteral("go-on"), Text::tr("Go on")},
        {QStringLiteral("earlier"), Text::tr("Show earlier messages")},
        {QStringLiteral("edit"), Text::tr("Edit and go on from here")},
        {QStringLiteral("edit-note"),
         Text::tr("What follows is left aside as another version. Files stay as they are.")},
        {QStringLiteral("version"), Text::tr("Version %1 of %2")},
        {QStringLiteral("version-before"), Text::tr("Version before")},
        {QStringLiteral("version-after"), Text::tr("Next version")},
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
