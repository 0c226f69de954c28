#pragma once

#include <QUrl>

#include <functional>

class QWidget;

namespace kalpana::desktop::web {

/// Hands an address to the system. Tests put their own in its place.
using SystemOpener = std::function<void(const QUrl&)>;

/// Does with an address that isn't the workspace's what link_rules.h says: hands it to the system, asks first, or says
/// why it is not opened. Returns at once; questions are shown later, above `above`.
void openOutside(const QUrl& address, const QString& workspaceId, int gatewayPort, QWidget* above,
                 const SystemOpener& opener);

} // namespace kalpana::desktop::web
