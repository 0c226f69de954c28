#pragma once

#include <QJsonObject>
#include <QString>

namespace kalpana::desktop::chat {

/// What is typed in each chat and not sent yet, by the chat's id ("": the new one): for a page that comes back after
/// its renderer has died. Bounded; nothing of it is on disk.
class Drafts final {
public:
    /// An empty text, or one of over a million letters, is none.
    void keep(const QString& chat, const QString& text);
    /// {id: text}
    [[nodiscard]] const QJsonObject& all() const { return m_texts; }

private:
    QJsonObject m_texts;
};

} // namespace kalpana::desktop::chat
