#pragma once

#include "core/base/error.h"

#include <QString>
#include <QWidget>

namespace kalpana::test {

/// Draws the widget into KALPANA_TEST_PICTURES/<name>.png where that folder is named; nothing otherwise.
void takePicture(QWidget& widget, const QString& name);

/// The child of this type and object name; fails the program where there is none.
template <typename T>
T* childNamed(const QWidget& parent, const char* name)
{
    auto* result = parent.findChild<T*>(QString::fromLatin1(name));
    if (!result)
        qFatal("no child named %s", name);
    return result;
}

} // namespace kalpana::test
