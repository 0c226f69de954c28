#pragma once

#include "core/agent/language_model.h"

#include <QStringList>

namespace kalpana::agent {

// Images that the user puts into messages lie beside the chats' events, as blobs, and go with their chat. A message
// names them in its text, "@image-1a2b3c4d", so that they wait, are edited and come back as its words do.

/// Those that a text of the user names, in their order, each once, the first 20.
[[nodiscard]] QStringList imagesIn(const QString& text);

class ChatImages final {
public:
    explicit ChatImages(QString file) : m_file(std::move(file)) {}

    /// Keeps an image and gives it a name. It belongs to no chat yet; one that none takes is gone after a week.
    [[nodiscard]] Result<QString> add(const Image& image) const;
    /// NotFound where it is gone.
    [[nodiscard]] Result<Image> image(const QString& name) const;
    /// A message of the chat names them: they go with it from now on.
    [[nodiscard]] Result<void> take(const QString& chat, const QStringList& names) const;

private:
    QString m_file;
};

/// Puts images into the user's messages that name them. A model that takes none is told so of earlier ones; of the last
/// message it is ErrorCode::Unsupported.
[[nodiscard]] Result<void> addImages(QList<Message>& messages, const ChatImages& images,
                                     const models::ModelInfo& model);

} // namespace kalpana::agent
