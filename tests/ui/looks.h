#pragma once

#include "app/desktop/look/theme.h"

#include <QApplication>
#include <QTest>

namespace kalpana::test {

/// For initTestCase_data(): every test runs light and dark.
inline void addLooks()
{
    using desktop::look::Appearance;
    QTest::addColumn<Appearance>("look");
    QTest::newRow("light") << Appearance::Light;
    QTest::newRow("dark") << Appearance::Dark;
}

/// How the test that runs is to look.
struct Look {
    bool dark = false;
    QString suffix; ///< For the names of its pictures.
};

inline Look followLook(desktop::look::Theme& theme)
{
    using desktop::look::Appearance;
    QFETCH_GLOBAL(Appearance, look);
    theme.setAppearance(look);
    const bool dark = look == Appearance::Dark;
    return {.dark = dark, .suffix = dark ? QStringLiteral("-dark") : QStringLiteral("-light")};
}

/// main() of a test that gets the program's theme.
template <typename Test>
int runWithTheme(int argc, char** argv)
{
    QApplication::setAttribute(Qt::AA_ShareOpenGLContexts); // for Qt WebEngine, where it is loaded
    QApplication application(argc, argv);
    desktop::look::Theme theme(application);
    theme.setAppearance(desktop::look::Appearance::Desktop);
    Test test(theme);
    return QTest::qExec(&test, argc, argv);
}

} // namespace kalpana::test
