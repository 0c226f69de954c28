#include "tests/ui/widget_support.h"

#include <QDir>
#include <QPixmap>
#include <QTest>

namespace kalpana::test {

void takePicture(QWidget& widget, const QString& name)
{
    const auto folder = qEnvironmentVariable("KALPANA_TEST_PICTURES");
    if (folder.isEmpty())
        return;
    // Only for the eye: layouts and web pages come to rest, which nothing announces.
    QTest::qWait(400);
    widget.grab().save(QDir(folder).filePath(name + QStringLiteral(".png")));
}

} // namespace kalpana::test
