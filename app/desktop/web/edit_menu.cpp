#include "app/desktop/web/edit_menu.h"

#include <QAction>
#include <QMenu>
#include <QWebEngineContextMenuRequest>
#include <QWebEngineView>

namespace kalpana::desktop::web {

namespace {

void showMenu(QWebEngineView& view, const QPoint& where)
{
    const auto* request = view.lastContextMenuRequest();
    if (!request)
        return;
    const auto possible = request->editFlags();
    auto* menu = new QMenu(&view);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto add = [&](QWebEnginePage::WebAction action, QWebEngineContextMenuRequest::EditFlag flag) {
        if (possible.testFlag(flag))
            menu->addAction(view.pageAction(action));
    };
    add(QWebEnginePage::Cut, QWebEngineContextMenuRequest::CanCut);
    add(QWebEnginePage::Copy, QWebEngineContextMenuRequest::CanCopy);
    add(QWebEnginePage::Paste, QWebEngineContextMenuRequest::CanPaste);
    add(QWebEnginePage::SelectAll, QWebEngineContextMenuRequest::CanSelectAll);
    if (menu->isEmpty())
        menu->deleteLater();
    else
        menu->popup(view.mapToGlobal(where));
}

} // namespace

void useEditMenu(QWebEngineView& view)
{
    view.setContextMenuPolicy(Qt::CustomContextMenu);
    QObject::connect(&view, &QWidget::customContextMenuRequested, &view,
                     [&view](const QPoint& where) { showMenu(view, where); });
}

} // namespace kalpana::desktop::web
