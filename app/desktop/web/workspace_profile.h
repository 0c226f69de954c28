#pragma once

#include <memory>

class QString;
class QWebEngineProfile;

namespace kalpana::desktop::web {

/// A workspace's own browser profile: storage and cache in its folder, cookies in memory only, clipboard for the page,
/// downloads ask where.
[[nodiscard]] std::unique_ptr<QWebEngineProfile> makeProfile(const QString& workspaceId, const QString& folder);

} // namespace kalpana::desktop::web
