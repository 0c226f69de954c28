#pragma once

#include <QEventLoop>
#include <QString>
#include <QTimer>
#include <QVariant>

#include <memory>

namespace kalpana::test {

/// Runs a script in a page and waits for its value; invalid after 2 s without one: a page that is being replaced by
/// another never answers.
template <typename View>
QVariant evaluate(View& view, const QString& script)
{
    struct Wait {
        QEventLoop loop;
        QVariant value;
        bool answered = false;
    };
    const auto wait = std::make_shared<Wait>(); // An answer may still come when nobody waits any more.
    view.evaluate(script, [wait](const QVariant& value) {
        wait->value = value;
        wait->answered = true;
        wait->loop.quit();
    });
    QTimer::singleShot(2000, &wait->loop, &QEventLoop::quit);
    if (!wait->answered)
        wait->loop.exec();
    return wait->value;
}

} // namespace kalpana::test
