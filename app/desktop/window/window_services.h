#pragma once

#include "app/desktop/session/session.h"
#include "core/settings/settings.h"
#include "core/workspace/store.h"

#include <QStringList>

#include <functional>
#include <stop_token>

namespace kalpana::desktop::background {
class Background;
}
namespace kalpana::desktop::views {
class WebViews;
}

namespace kalpana::desktop::window {

/// What main() hands to the window. All of it outlives the window.
struct WindowServices {
    workspace::Store& store;
    settings::Settings& settings;
    background::Background& background;
    std::function<std::unique_ptr<session::Session>(const workspace::Record&)> makeSession;
    /// What the chat's page of a workspace talks to.
    std::function<std::unique_ptr<QObject>(const workspace::Record&, session::Session&)> makeChat;
    std::function<Result<views::WebViews*>()> web;
    /// Hosts to offer for a new workspace; may read files, called on a thread of its own.
    std::function<QStringList()> hosts;
    /// Remove a workspace's traces on its host, and here; called on threads of their own.
    std::function<Result<void>(const workspace::Record&, std::stop_token)> deleteOnHost;
    std::function<Result<void>(const workspace::Record&)> deleteHere;
    std::function<void(QWidget* parent)> showSettings;
    QString dataFolder;
    QString sshConfig; ///< -F, goes into new workspaces.
};

} // namespace kalpana::desktop::window
