#include "tests/support/temporary_folder.h"

#include <QFileInfo>

namespace kalpana::test {

QString TemporaryFolder::write(const QString& below, const QByteArray& content) const
{
    const auto target = path(below);
    QDir().mkpath(QFileInfo(target).path());
    QFile file(target);
    if (!file.open(QFile::WriteOnly) || file.write(content) != content.size())
        qFatal("cannot write %s", qPrintable(target));
    return target;
}

QByteArray TemporaryFolder::read(const QString& below) const
{
    QFile file(path(below));
    return file.open(QFile::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace kalpana::test
