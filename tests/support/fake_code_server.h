#pragma once

#include <QByteArray>
#include <QString>

namespace kalpana::test {

/// An archive in code-server's release layout whose "node" is a small Python program that answers GET /healthz on
/// --socket. For tests of how it is installed and watched; the real one is slow to unpack.
struct FakeCodeServer {
    QString archive;
    QByteArray sha256;
    qint64 size = 0;

    /// `node` is the content of lib/node, by default the program that answers.
    [[nodiscard]] static FakeCodeServer make(const QString& folder, const QString& version,
                                             const QByteArray& node = answering());

    [[nodiscard]] static QByteArray answering();
    /// Ends once as the real one does on a loaded host, whose two processes miss each other's greeting; answers from
    /// then on. `mark` is a file that it makes the first time.
    [[nodiscard]] static QByteArray timingOutOnce(const QString& mark);
    /// What the loader says on a host whose C library is too old, and ends.
    [[nodiscard]] static QByteArray withTooNewLibrary();
};

} // namespace kalpana::test
