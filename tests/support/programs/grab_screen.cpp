// grab-screen FILE: saves the screen of DISPLAY as a picture. For the demo's display, which has nothing else on it.

#include <QGuiApplication>
#include <QPixmap>
#include <QScreen>

#include <cstdio>

int main(int argc, char** argv)
{
    const QGuiApplication application(argc, argv);
    const auto arguments = QCoreApplication::arguments();
    if (arguments.size() != 2) {
        std::fputs("usage: grab-screen FILE\n", stderr);
        return 2;
    }
    if (!QGuiApplication::primaryScreen()->grabWindow(0).save(arguments.at(1))) {
        std::fprintf(stderr, "grab-screen: %s can't be written\n", qPrintable(arguments.at(1)));
        return 1;
    }
    return 0;
}
