#pragma once

#include <functional>

class QWidget;

namespace kalpana::desktop::window {

/// Calls `then` once, when the widget has been on the screen: for what a user should not wait for.
void afterFirstPaint(QWidget& widget, std::function<void()> then);

} // namespace kalpana::desktop::window
