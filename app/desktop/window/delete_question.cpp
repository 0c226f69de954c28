#include "app/desktop/window/delete_question.h"

#include "app/desktop/values/readable.h"

#include <QCoreApplication>
#include <QMessageBox>
#include <QPushButton>

namespace kalpana::desktop::window {

namespace {
struct Text {
    Q_DECLARE_TR_FUNCTIONS(DeleteQuestion)
};
} // namespace

bool askWhetherToDelete(const values::WorkspaceRow& row, QWidget* parent)
{
    const auto folder = row.folder.isEmpty() ? Text::tr("its folder") : row.folder;
    QMessageBox box(parent);
    box.setObjectName(QStringLiteral("deleteQuestion"));
    box.setIcon(QMessageBox::NoIcon);
    box.setWindowTitle(Text::tr("Delete workspace"));
    box.setText(QStringLiteral("<b>%1</b>").arg(Text::tr("Delete %1?").arg(row.name).toHtmlEscaped()));
    box.setInformativeText(
        Text::tr("Goes: the entry here, its chats, the editor's layout on this computer, and Kalpana's "
                 "own state for it on %1.\n\n"
                 "Stays: %2 and everything in it, and code-server for other workspaces.")
            .arg(values::hostInSentence(row.host), folder));
    auto* goes = box.addButton(Text::tr("Delete"), QMessageBox::DestructiveRole);
    goes->setProperty("role", QStringLiteral("danger"));
    goes->setObjectName(QStringLiteral("confirmDelete"));
    box.setDefaultButton(box.addButton(QMessageBox::Cancel));
    box.exec();
    return box.clickedButton() == goes;
}

bool askWhetherToForget(const values::WorkspaceRow& row, const Error& error, QWidget* parent)
{
    QMessageBox box(parent);
    box.setWindowTitle(Text::tr("Delete workspace"));
    box.setTextFormat(Qt::PlainText);
    box.setText(error.sentence);
    box.setInformativeText(Text::tr("Nothing was deleted on %1. Delete only what this computer keeps of %2?")
                               .arg(values::hostInSentence(row.host), row.name));
    box.setDetailedText(error.detail);
    auto* forget = box.addButton(Text::tr("Delete here only"), QMessageBox::DestructiveRole);
    forget->setObjectName(QStringLiteral("forget"));
    box.setDefaultButton(box.addButton(QMessageBox::Cancel));
    box.exec();
    return box.clickedButton() == forget;
}

} // namespace kalpana::desktop::window
