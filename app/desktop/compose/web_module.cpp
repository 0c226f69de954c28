#include "app/desktop/compose/web_module.h"

#include <QCoreApplication>
#include <QOpenGLContext>
#include <QPluginLoader>
#include <QPointer>

// Exported by Qt Gui; what Qt itself calls when Qt::AA_ShareOpenGLContexts is set before the application is made. We
// set it late, because making the context costs more time than drawing home.
QT_BEGIN_NAMESPACE
Q_GUI_EXPORT void qt_gl_set_global_share_context(QOpenGLContext* context);
QT_END_NAMESPACE

namespace kalpana::desktop::compose {

namespace {

void makeSharedContext()
{
    if (QOpenGLContext::globalShareContext())
        return;
    auto* context = new QOpenGLContext(qApp); // for the life of the application, as Qt's own
    context->create();
    qt_gl_set_global_share_context(context);
}

} // namespace

Result<views::WebViews*> loadWebModule()
{
    static QPointer<QObject> loaded;
    if (!loaded) {
        makeSharedContext();
        QPluginLoader loader(QCoreApplication::applicationDirPath() + QStringLiteral("/../lib/kalpana/kalpana-web.so"));
        loaded = loader.instance();
        if (!loaded)
            return failure(
                ErrorCode::Internal,
                QCoreApplication::translate(
                    "Window",
                    "The editor can't be shown: a part of Kalpana or Qt WebEngine is missing. Install Kalpana again."),
                loader.errorString());
    }
    return qobject_cast<views::WebViews*>(loaded.data());
}

} // namespace kalpana::desktop::compose
