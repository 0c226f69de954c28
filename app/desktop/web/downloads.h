#pragma once

class QWebEngineProfile;

namespace kalpana::desktop::web {

/// Each download of the profile asks for a place first; nothing is written without an answer.
void askWhereDownloadsGo(QWebEngineProfile& profile);

} // namespace kalpana::desktop::web
