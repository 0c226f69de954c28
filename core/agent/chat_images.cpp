#include "core/agent/chat_images.h"

#include "core/agent/chat_database.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QRegularExpression>
#include <QUuid>

#include <algorithm>

namespace kalpana::agent {

using namespace Qt::StringLiterals;

namespace {
constexpr qsizetype mostImages = 20;
constexpr qint64 week = qint64{7} * 24 * 60 * 60 * 1000;
} // namespace

QStringList imagesIn(const QString& text)
{
    static const QRegularExpression pattern(u"(?<![\\w@./-])@(image-[0-9a-f]{8,32})(?![\\w/-])"_s);
    QStringList names;
    for (auto matches = pattern.globalMatch(text); matches.hasNext() && names.size() < mostImages;)
        if (const auto name = matches.next().captured(1); !names.contains(name))
            names.append(name);
    return names;
}

Result<QString> ChatImages::add(const Image& image) const
{
    const auto now = QDateTime::currentMSecsSinceEpoch();
    if (const auto old =
            ChatDatabase(m_file).execute(u"DELETE FROM image WHERE chat IS NULL AND made_at < ?"_s, {now - week});
        !old)
        return std::unexpected(old.error());
    const auto name = "image-"_L1 + QUuid::createUuid().toString(QUuid::Id128).left(12);
    return ChatDatabase(m_file)
        .execute(u"INSERT INTO image (name, mime, data, made_at) VALUES (?, ?, ?, ?)"_s,
                 {name, image.mime, image.data, now})
        .transform([&name](const QSqlQuery&) { return name; });
}

Result<Image> ChatImages::image(const QString& name) const
{
    auto rows = ChatDatabase(m_file).execute(u"SELECT mime, data FROM image WHERE name = ?"_s, {name});
    if (!rows)
        return std::unexpected(rows.error());
    if (!rows->next())
        return failure(ErrorCode::NotFound,
                       QCoreApplication::translate("ChatStore", "The image %1 is not there any more. Put it into a "
                                                                "message again.")
                           .arg(name));
    return Image{.mime = rows->value(0).toString(), .data = rows->value(1).toByteArray()};
}

Result<void> ChatImages::take(const QString& chat, const QStringList& names) const
{
    for (const auto& name : names)
        if (const auto taken = ChatDatabase(m_file).execute(
                u"UPDATE image SET chat = ? WHERE name = ? AND chat IS NULL"_s, {chat, name});
            !taken)
            return std::unexpected(taken.error());
    return {};
}

Result<void> addImages(QList<Message>& messages, const ChatImages& images, const models::ModelInfo& model)
{
    const auto last = std::ranges::find(messages.rbegin(), messages.rend(), Message::Role::User, &Message::role);
    for (auto& message : messages) {
        const auto names = message.role == Message::Role::User ? imagesIn(message.text) : QStringList();
        if (names.isEmpty())
            continue;
        if (model.images == false) {
            if (&message == &*last)
                return failure(ErrorCode::Unsupported,
                               QCoreApplication::translate("Agent", "%1 takes no images. Choose another model, or take "
                                                                    "the image out of your message.")
                                   .arg(model.id));
            message.text += u"\n[The images are left out: you take none.]"_s;
            continue;
        }
        for (const auto& name : names)
            if (auto image = images.image(name))
                message.images.append(*std::move(image));
            else if (image.error().code != ErrorCode::NotFound)
                return std::unexpected(image.error());
    }
    return {};
}

} // namespace kalpana::agent
