#include "app/desktop/web/downloads.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QMessageBox>
#include <QStandardPaths>
#include <QWebEngineDownloadRequest>
#include <QWebEnginePage>
#include <QWebEngineProfile>
#include <QWebEngineView>

namespace kalpana::desktop::web {

namespace {

void sayHowItEnded(QWebEngineDownloadRequest* download, QWidget* above)
{
    if (download->state() != QWebEngineDownloadRequest::DownloadInterrupted)
        return;
    auto* box = new QMessageBox(
        QMessageBox::Warning, QCoreApplication::translate("Downloads", "Download"),
        QCoreApplication::translate("Downloads", "%1 could not be saved: %2. Try again, or choose another folder.")
            .arg(download->downloadFileName(), download->interruptReasonString()),
        QMessageBox::Ok, above);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->open();
}

void ask(QWebEngineDownloadRequest* download)
{
    auto* above = download->page() ? QWebEngineView::forPage(download->page()) : nullptr;
    const auto proposed = QDir(QStandardPaths::writableLocation(QStandardPaths::DownloadLocation))
                              .filePath(QFileInfo(download->suggestedFileName()).fileName());
    const auto chosen =
        QFileDialog::getSaveFileName(above, QCoreApplication::translate("Downloads", "Save as"), proposed);
    if (chosen.isEmpty()) {
        download->cancel();
        return;
    }
    download->setDownloadDirectory(QFileInfo(chosen).path());
    download->setDownloadFileName(QFileInfo(chosen).fileName());
    QObject::connect(download, &QWebEngineDownloadRequest::stateChanged, download,
                     [download, above] { sayHowItEnded(download, above); });
    download->accept();
}

} // namespace

void askWhereDownloadsGo(QWebEngineProfile& profile)
{
    QObject::connect(&profile, &QWebEngineProfile::downloadRequested, &profile, &ask);
}

} // namespace kalpana::desktop::web
