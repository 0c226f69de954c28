#pragma once

#include "app/desktop/background/background.h"
#include "app/desktop/background/door.h"
#include "app/desktop/live/held_workspace.h"
#include "app/desktop/session/session.h"

#include <memory>

namespace kalpana::desktop::live {

/// A session over a real workspace. Everything that may block happens on threads of `background`, ending included.
class LiveSession final : public session::Session {
public:
    LiveSession(LiveServices services, background::Background& background, const workspace::Record& record);
    ~LiveSession() override;

    void start() override { begin(false); }
    void retry() override;
    void enter() override;
    void readHostLog() override;
    void stopRemote() override;
    std::unique_ptr<agent::WorkspaceTools> tools() override;
    std::shared_ptr<workspaces::Terminals> terminals() override;
    std::shared_ptr<workspaces::Editor> editor() override;

private:
    void begin(bool takeOver);
    void letGo();
    void takenOver();
    [[nodiscard]] Listener listener();

    std::shared_ptr<background::Door<LiveSession>> m_door = std::make_shared<background::Door<LiveSession>>(*this);
    LiveServices m_services;
    background::Background& m_background;
    workspace::Record m_record;
    std::shared_ptr<HeldWorkspace> m_held; ///< Empty until it is held, and after it was let go.
    bool m_beginning = false;
    bool m_stopWanted = false; ///< Asked for before it was held.
};

} // namespace kalpana::desktop::live
