#include "app/desktop/modules/modules.h"

#include <QCoreApplication>
#include <QLibrary>
#include <QPluginLoader>

namespace kalpana::desktop::modules {

using namespace Qt::StringLiterals;

namespace {
QString fileOf(const QString& module)
{
    return QCoreApplication::applicationDirPath() + QStringLiteral("/../lib/kalpana/%1.so").arg(module);
}
} // namespace

Result<QObject*> entryOf(const QString& module)
{
    QPluginLoader loader(fileOf(module));
    if (auto* entry = loader.instance())
        return entry;
    return failure(ErrorCode::Internal,
                   QCoreApplication::translate(
                       "Window", "Workspaces can't be opened: a part of Kalpana is missing. Install Kalpana again."),
                   fileOf(module) + u": "_s + loader.errorString());
}

bool readAhead(const QString& module)
{
    return QLibrary(fileOf(module)).load();
}

} // namespace kalpana::desktop::modules
