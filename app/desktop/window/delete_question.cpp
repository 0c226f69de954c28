#include "app/desktop/window/delete_question.h"

#include "app/desktop/values/readable.h"

#include <QCoreApplication>
#include <QMessageBox>
#include <QPushButton>

namespace kalpana::desktop::window {

bool askWhetherToDelete(const values::WorkspaceRow& row, QWidget* parent)
{
    const auto tr = [](const char* text) { return QCoreApplication::translate("DeleteQuestion", text); };
    const auto folder = row.folder.isEmpty() ? tr("its folder") : row.folder;
    QMessageBox box(parent);
    box.setObjectName(QStringLiteral("deleteQuestion"));
    box.setIcon(QMessageBox::NoIcon);
    box.setWindowTitle(tr("Delete workspace"));
    box.setText(QStringLiteral("<b>%1</b>").arg(tr("Delete %1?").arg(row.name).toHtmlEscaped()));
    box.setInformativeText(tr("Goes: the entry here, its chats, the editor's layout on this computer, and Kalpana's "
                              "own state for it on %1.\n\n"
                              "Stays: %2 and everything in it, and code-server for other workspaces.")
                               .arg(values::readableHost(row.host), folder));
    auto* goes = box.addButton(tr("Delete"), QMessageBox::DestructiveRole);
    goes->setProperty("role", QStringLiteral("danger"));
    goes->setObjectName(QStringLiteral("confirmDelete"));
    box.setDefaultButton(box.addButton(QMessageBox::Cancel));
    box.exec();
    return box.clickedButton() == goes;
}

} // namespace kalpana::desktop::window
