#include "tests/ui/widget_support.h"

#include <QCoreApplication>
#include <QDir>
#include <QPixmap>

namespace kalpana::test {

void takePicture(QWidget& widget, const QString& name)
{
    const auto folder = qEnvironmentVariable("KALPANA_TEST_PICTURES");
    if (folder.isEmpty())
        return;
    // A page lays itself out in steps: a child's new size is news for its parent.
    for (int round = 0; round < 5; ++round)
        QCoreApplication::processEvents();
    widget.grab().save(QDir(folder).filePath(name + QStringLiteral(".png")));
}

} // namespace kalpana::test
