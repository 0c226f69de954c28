#include "app/desktop/web/workspace_profile.h"

#include "app/desktop/web/downloads.h"

#include <QDir>
#include <QWebEngineProfile>
#include <QWebEngineSettings>

namespace kalpana::desktop::web {

std::unique_ptr<QWebEngineProfile> makeProfile(const QString& workspaceId, const QString& folder)
{
    auto profile = std::make_unique<QWebEngineProfile>(workspaceId);
    profile->setPersistentStoragePath(QDir(folder).filePath(QStringLiteral("storage")));
    profile->setCachePath(QDir(folder).filePath(QStringLiteral("cache")));
    profile->setPersistentCookiesPolicy(QWebEngineProfile::NoPersistentCookies);
    profile->setPersistentPermissionsPolicy(QWebEngineProfile::PersistentPermissionsPolicy::AskEveryTime);
    profile->setHttpCacheType(QWebEngineProfile::DiskHttpCache);
    profile->setHttpCacheMaximumSize(512 * 1024 * 1024);
    auto& settings = *profile->settings();
    settings.setAttribute(QWebEngineSettings::JavascriptCanAccessClipboard, true);
    settings.setAttribute(QWebEngineSettings::JavascriptCanPaste, true);
    settings.setAttribute(QWebEngineSettings::JavascriptCanOpenWindows, false);
    settings.setAttribute(QWebEngineSettings::ErrorPageEnabled, false);
    settings.setAttribute(QWebEngineSettings::PluginsEnabled, false);
    settings.setAttribute(QWebEngineSettings::ScreenCaptureEnabled, false);
    settings.setAttribute(QWebEngineSettings::LocalContentCanAccessRemoteUrls, false);
    settings.setAttribute(QWebEngineSettings::HyperlinkAuditingEnabled, false);
    // They come to WorkspaceWebPage::acceptNavigationRequest() then, which lets none of them through: mail goes out by
    // our own look at the scheme. Without the user having clicked they don't even come there.
    settings.setUnknownUrlSchemePolicy(QWebEngineSettings::AllowUnknownUrlSchemesFromUserInteraction);
    askWhereDownloadsGo(*profile);
    return profile;
}

} // namespace kalpana::desktop::web
