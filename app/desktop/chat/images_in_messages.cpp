#include "app/desktop/background/background.h"
#include "app/desktop/chat/chat_backend.h"
#include "app/desktop/chat/picture.h"

namespace kalpana::desktop::chat {

using namespace Qt::StringLiterals;

// What the page does with images: the picture itself is read and written here, not in the page.

void ChatBackend::attachImage(const QString& base64)
{
    m_background.run(
        this,
        [&store = m_services.store, base64](std::stop_token) -> QJsonObject {
            const auto picture = pictureOf(QByteArray::fromBase64(base64.toLatin1()));
            const auto name = picture.and_then([&](const agent::Image& image) { return store.images().add(image); });
            if (!name)
                return {{"problem"_L1, name.error().sentence}};
            return {{"name"_L1, *name}, {"url"_L1, thumbnailOf(*picture)}};
        },
        [this](const QJsonObject& image) { Q_EMIT imageAttached(image); });
}

void ChatBackend::loadImage(const QString& name)
{
    m_background.run(
        this,
        [&store = m_services.store, name](std::stop_token) -> QJsonObject {
            const auto image = store.images().image(name);
            return {{"name"_L1, name}, {"url"_L1, image ? thumbnailOf(*image) : QString()}};
        },
        [this](const QJsonObject& image) { Q_EMIT imageLoaded(image); });
}

} // namespace kalpana::desktop::chat
