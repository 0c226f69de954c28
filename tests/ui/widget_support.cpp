#include "tests/ui/widget_support.h"

#include "app/desktop/views/web_views.h"
#include "tests/ui/page_script.h"

#include <QCoreApplication>
#include <QDir>
#include <QPixmap>
#include <QTest>

namespace kalpana::test {

namespace {

/// Until the page has drawn three frames: the first two may have been under way before. A plain widget in its place
/// answers with nothing and is not waited for.
template <typename View>
void waitForFrames(View& view)
{
    const auto asked =
        evaluate(view, QStringLiteral("window.framesDrawn = 0; (function draw() { requestAnimationFrame(() => { "
                                      "if (++window.framesDrawn < 3) draw(); }); })(); true"));
    if (asked.isValid())
        QVERIFY(QTest::qWaitFor([&] { return evaluate(view, QStringLiteral("window.framesDrawn >= 3")).toBool(); },
                                10'000));
}

void waitForFramesIn(QWidget& widget)
{
    if (!widget.isVisible())
        return;
    if (auto* editor = dynamic_cast<desktop::views::EditorView*>(&widget))
        waitForFrames(*editor);
    else if (auto* page = dynamic_cast<desktop::views::PageView*>(&widget))
        waitForFrames(*page);
}

} // namespace

void takePicture(QWidget& widget, const QString& name)
{
    const auto folder = qEnvironmentVariable("KALPANA_TEST_PICTURES");
    if (folder.isEmpty())
        return;
    QCoreApplication::processEvents(); // layouts that were asked for
    waitForFramesIn(widget);
    for (auto* child : widget.findChildren<QWidget*>())
        waitForFramesIn(*child);
    widget.grab().save(QDir(folder).filePath(name + QStringLiteral(".png")));
}

} // namespace kalpana::test
