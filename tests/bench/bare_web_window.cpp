// bare-web-window ADDRESS PROFILE_FOLDER: a QWebEngineView and nothing else. What Kalpana's time to the editor is held
// against.

#include <QApplication>
#include <QUrl>
#include <QWebEnginePage>
#include <QWebEngineProfile>
#include <QWebEngineView>

using namespace Qt::StringLiterals;

int main(int argc, char** argv)
{
    const QApplication application(argc, argv);
    const auto arguments = QCoreApplication::arguments();
    if (arguments.size() != 3)
        return 2;
    QWebEngineProfile profile(u"bare"_s);
    profile.setPersistentStoragePath(arguments.at(2));
    profile.setCachePath(arguments.at(2));
    QWebEnginePage page(&profile);
    QWebEngineView view;
    view.setPage(&page);
    view.load(QUrl(arguments.at(1)));
    view.resize(1400, 900);
    view.show();
    return QApplication::exec();
}
