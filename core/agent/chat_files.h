#pragma once

#include "core/base/error.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

namespace kalpana::agent {

// Text files that the user puts into messages lie beside the chats' events, as images do (chat_images.h), and go with
// their chat. A message names them in its text, "@file-1a2b3c4d".

/// Of a file that is put into a message.
struct MessageFile {
    QString label; ///< Its name where it came from, without folders.
    QString text;
    bool operator==(const MessageFile&) const = default;
};

/// The largest that is taken.
constexpr qsizetype largestMessageFile = 1'000'000;

/// A file's bytes as text: UTF-8, UTF-16 with its mark, else Latin-1. Unsupported, with a sentence that names it, where
/// they are binary or too many.
[[nodiscard]] Result<MessageFile> messageFile(const QString& name, const QByteArray& bytes);

/// Those that a text of the user names, in their order, each once, the first 20.
[[nodiscard]] QStringList filesIn(const QString& text);
/// Whether a word behind an @ is the name of one.
[[nodiscard]] bool isFileName(const QString& word);

class ChatFiles final {
public:
    explicit ChatFiles(QString file) : m_file(std::move(file)) {}

    /// Keeps a file and gives it a name. It belongs to no chat yet; one that none takes is gone after a week.
    [[nodiscard]] Result<QString> add(const MessageFile& file) const;
    /// NotFound where it is gone.
    [[nodiscard]] Result<MessageFile> file(const QString& name) const;
    /// A message of the chat names them: they go with it from now on.
    [[nodiscard]] Result<void> take(const QString& chat, const QStringList& names) const;

private:
    QString m_file;
};

} // namespace kalpana::agent
