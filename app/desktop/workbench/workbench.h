#pragma once

#include "app/desktop/workbench/page.h"
#include "core/base/error.h"
#include "core/workspace/record.h"

#include <QStringList>
#include <QtPlugin>

#include <memory>
#include <stop_token>

namespace kalpana::settings {
class Settings;
}
namespace kalpana::workspace {
class Store;
}
namespace kalpana::desktop::background {
class Background;
}
namespace kalpana::desktop::look {
class Theme;
}

namespace kalpana::desktop::workbench {

/// What the workbench shares with home. All of it outlives the workbench, but for `window`.
struct Shared {
    workspace::Store& store;
    settings::Settings& settings;
    background::Background& background;
    look::Theme& theme;
    QWidget& window; ///< Questions are asked above it. Gone before the workbench is.
    QString dataFolder;
    QString sshConfig; ///< -F; empty: the user's own.
};

/// All that talks to hosts, models and keychains. GUI thread where nothing else is said.
class Workbench {
public:
    Workbench() = default;
    Workbench(const Workbench&) = delete;
    Workbench& operator=(const Workbench&) = delete;
    virtual ~Workbench() = default;

    [[nodiscard]] virtual Page* open(const workspace::Record& record) = 0;
    virtual void showSettings(QWidget* parent) = 0;
    /// Hosts to offer for a new workspace. Any thread; may read files.
    [[nodiscard]] virtual QStringList hosts() const = 0;
    /// What Kalpana keeps for it on its host goes, never the workspace's own folder. Flow threads.
    [[nodiscard]] virtual Result<void> deleteOnHost(const workspace::Record& record, std::stop_token stop) const = 0;
    /// The entry, its chats, the editor's storage on this computer. Flow threads.
    [[nodiscard]] virtual Result<void> deleteHere(const workspace::Record& record) const = 0;
};

/// The entry of the module that holds a workbench: a module, so that home is drawn before the network, SSH and the
/// models are loaded.
class WorkbenchMaker {
public:
    WorkbenchMaker() = default;
    WorkbenchMaker(const WorkbenchMaker&) = delete;
    WorkbenchMaker& operator=(const WorkbenchMaker&) = delete;
    virtual ~WorkbenchMaker() = default;
    [[nodiscard]] virtual Result<std::unique_ptr<Workbench>> make(const Shared& shared) = 0;
};

} // namespace kalpana::desktop::workbench

Q_DECLARE_INTERFACE(kalpana::desktop::workbench::WorkbenchMaker, "kalpana.Workbench/1")
