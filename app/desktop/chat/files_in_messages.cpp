#include "app/desktop/background/background.h"
#include "app/desktop/chat/chat_backend.h"
#include "core/agent/chat_files.h"

#include <QCryptographicHash>
#include <QRegularExpression>

namespace kalpana::desktop::chat {

using namespace Qt::StringLiterals;

// What the page does with text files that are dropped or pasted.

namespace {

/// Where the very file lies in the workspace, as it is named behind an @; empty where it does not.
QString mentionOf(const QString& name, const QByteArray& bytes, agent::WorkspaceTools& tools,
                  const std::stop_token& stop)
{
    constexpr int mostFound = 50;
    constexpr int mostRead = 5;
    const auto found = tools.findFiles(name, mostFound, stop);
    const auto hash = QString::fromLatin1(QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex());
    int read = 0;
    for (const auto& path : found.value_or(QStringList())) {
        if (path.section(u'/', -1) != name || path.contains(u'"') || ++read > mostRead)
            continue;
        const auto file = tools.read(path, stop);
        if (!file || file->hash != hash)
            continue;
        static const QRegularExpression plain(u"^[^\\s\"'`@()\\[\\]{}<>,;]*[^\\s\"'`@()\\[\\]{}<>,;.:!?]$"_s);
        return plain.match(path).hasMatch() ? path : u'"' + path + u'"';
    }
    return {};
}

} // namespace

void ChatBackend::attachFile(const QString& name, const QString& base64)
{
    std::shared_ptr<agent::WorkspaceTools> tools = m_makeTools();
    m_background.run(
        this,
        [&store = m_services.store, tools, name, base64](const std::stop_token& stop) -> QJsonObject {
            const auto bytes = QByteArray::fromBase64(base64.toLatin1());
            if (const auto mention = tools ? mentionOf(name, bytes, *tools, stop) : QString(); !mention.isEmpty())
                return {{"mention"_L1, mention}};
            const auto file = agent::messageFile(name, bytes);
            const auto kept = file.and_then([&](const agent::MessageFile& made) { return store.files().add(made); });
            if (!kept)
                return {{"problem"_L1, kept.error().sentence}};
            return {{"name"_L1, *kept}, {"label"_L1, file->label}};
        },
        [this](const QJsonObject& file) { Q_EMIT fileAttached(file); });
}

void ChatBackend::loadFile(const QString& name)
{
    m_background.run(
        this,
        [&store = m_services.store, name](std::stop_token) -> QJsonObject {
            const auto file = store.files().file(name);
            return {{"name"_L1, name}, {"label"_L1, file ? file->label : QString()}};
        },
        [this](const QJsonObject& file) { Q_EMIT fileLoaded(file); });
}

} // namespace kalpana::desktop::chat
