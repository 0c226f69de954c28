// What the chat's page wants of the editor and the terminals beside it. Whoever puts these together carries it out.

#include "app/desktop/chat/chat_backend.h"

#include <algorithm>
#include <limits>

namespace kalpana::desktop::chat {

namespace {

constexpr qsizetype longestPath = 4096;
constexpr qsizetype longestCommand = 20'000;

int place(double value)
{
    return static_cast<int>(std::clamp(value, 0.0, double(std::numeric_limits<int>::max())));
}

} // namespace

void ChatBackend::setEditor(const QJsonObject& shown)
{
    if (m_editor == shown)
        return;
    m_editor = shown;
    Q_EMIT editorChanged(shown);
}

void ChatBackend::openFile(const QString& path, double line, double column)
{
    if (!path.isEmpty() && path.size() <= longestPath)
        Q_EMIT openRequested(path, place(line), place(column));
    else
        Q_EMIT noticed(tr("That is no path of a file."));
}

void ChatBackend::insertText(const QString& text)
{
    if (!text.isEmpty())
        Q_EMIT insertRequested(text);
}

void ChatBackend::typeInTerminal(const QString& command)
{
    if (command.trimmed().isEmpty())
        return;
    if (command.size() > longestCommand)
        Q_EMIT noticed(tr("The command is too long for a terminal's line. Copy it into a file instead."));
    else
        Q_EMIT terminalRequested(command);
}

} // namespace kalpana::desktop::chat
