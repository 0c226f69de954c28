#pragma once

#include <QDir>
#include <QFile>
#include <QString>
#include <QTemporaryDir>

namespace kalpana::test {

/// A folder of the test's own, short enough for sockets in it; gone with the object.
class TemporaryFolder final {
public:
    [[nodiscard]] QString path(const QString& below = {}) const
    {
        return below.isEmpty() ? m_folder.path() : m_folder.filePath(below);
    }
    /// Writes a file below the folder, making folders on the way; returns its path.
    QString write(const QString& below, const QByteArray& content) const;
    [[nodiscard]] QByteArray read(const QString& below) const;

private:
    QTemporaryDir m_folder{QDir::tempPath() + QStringLiteral("/kt-XXXXXX")};
};

} // namespace kalpana::test
