#pragma once

class QWebEnginePage;

namespace kalpana::desktop::web {

/// Tells a page whether to be dark: what it hears from matchMedia("(prefers-color-scheme: …)"), now and after each
/// load. Chromium itself asks the desktop, which knows nothing of what was chosen in Kalpana, and which a bare X server
/// has not.
void setColourScheme(QWebEnginePage& page, bool dark);

} // namespace kalpana::desktop::web
