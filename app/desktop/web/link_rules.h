#pragma once

#include <QString>
#include <QUrl>

namespace kalpana::desktop::web {

/// What becomes of an address that a workspace's page wants to go to.
enum class LinkVerdict {
    Inside,  ///< The workspace itself or one of its ports: stays in our pages.
    System,  ///< A web page or a mail address: the system's browser or mail program.
    Confirm, ///< The same, but it looks like another address than it is: the user sees it whole first.
    Refuse,  ///< Anything that runs code, reads files or starts a program by its scheme.
};

/// Whether the address belongs to the workspace: <id>.localhost or <port>--<id>.localhost, at the gateway's port.
[[nodiscard]] bool belongsTo(const QUrl& address, const QString& workspaceId, int gatewayPort);
/// Whether Chromium itself shows such an address, so that no other program would be asked to.
[[nodiscard]] bool isShownInPages(const QUrl& address);
[[nodiscard]] LinkVerdict judge(const QUrl& address, const QString& workspaceId, int gatewayPort);

} // namespace kalpana::desktop::web
