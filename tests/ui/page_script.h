#pragma once

#include <QEventLoop>
#include <QString>
#include <QTimer>
#include <QVariant>

namespace kalpana::test {

/// Runs a script in a page and waits for its value; invalid after 10 s without one.
template <typename View>
QVariant evaluate(View& view, const QString& script)
{
    QEventLoop loop;
    auto answer = std::make_shared<QVariant>();
    view.evaluate(script, [answer, &loop](const QVariant& value) {
        *answer = value;
        loop.quit();
    });
    QTimer::singleShot(10'000, &loop, &QEventLoop::quit);
    loop.exec();
    return *answer;
}

} // namespace kalpana::test
