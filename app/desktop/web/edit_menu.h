#pragma once

class QWebEngineView;

namespace kalpana::desktop::web {

/// In place of a browser's context menu (back, reload, view source …): cut, copy, paste, select all, as far as they
/// apply.
void useEditMenu(QWebEngineView& view);

} // namespace kalpana::desktop::web
