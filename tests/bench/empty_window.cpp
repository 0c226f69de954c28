// empty-window [WORD]: a QMainWindow and nothing else, or with one word in it. What Kalpana's startup is held against.

#include <QApplication>
#include <QLabel>
#include <QMainWindow>

int main(int argc, char** argv)
{
    const QApplication application(argc, argv);
    QMainWindow window;
    window.resize(1200, 800);
    if (argc > 1)
        window.setCentralWidget(new QLabel(QString::fromLocal8Bit(argv[1])));
    window.show();
    return QApplication::exec();
}
