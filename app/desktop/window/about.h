#pragma once

class QWidget;

namespace kalpana::desktop::window {

/// Name, version, and the licences of what Kalpana is made with.
void showAbout(QWidget* parent);

} // namespace kalpana::desktop::window
