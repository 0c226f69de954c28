#include "app/desktop/assembly/web_views.h"

#include "app/desktop/modules/modules.h"

#include <QCoreApplication>
#include <QOpenGLContext>

// Exported by Qt Gui; what Qt itself calls when Qt::AA_ShareOpenGLContexts is set before the application is made. We
// set it late, because making the context costs more time than drawing home.
QT_BEGIN_NAMESPACE
Q_GUI_EXPORT void qt_gl_set_global_share_context(QOpenGLContext* context);
QT_END_NAMESPACE

namespace kalpana::desktop::assembly {

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

Result<views::WebViews*> loadWebViews()
{
    makeSharedContext();
    const auto entry = modules::entryOf(QStringLiteral("kalpana-web"));
    if (!entry)
        return std::unexpected(entry.error());
    return qobject_cast<views::WebViews*>(*entry);
}

} // namespace kalpana::desktop::assembly
