#pragma once

#include "app/desktop/background/door.h"
#include "remote/bridge/client/editor.h"
#include "remote/workspaces/observer.h"

#include <QObject>

#include <memory>

namespace kalpana::desktop::background {
class Background;
}
namespace kalpana::desktop::chat {
class ChatBackend;
}
namespace kalpana::desktop::session {
class Session;
}

namespace kalpana::desktop::assembly {

/// Between a workspace's chat and its editor: carries out what the chat wants there, and tells the chat what it shows.
/// GUI thread; nothing here blocks. The session and the chat go no earlier than this stops being used.
class EditorLink final : public QObject {
    Q_OBJECT
public:
    EditorLink(session::Session& session, chat::ChatBackend& chat, background::Background& background, QObject* parent);
    ~EditorLink() override;

Q_SIGNALS:
    /// The editor shows what was asked for.
    void opened();

private:
    struct Live;
    void phaseChanged(workspaces::Phase phase);
    [[nodiscard]] Live* live();
    void letGo();
    void shows(const bridge::client::EditorState& state);
    template <typename Call, typename Then>
    void ask(Call call, Then then);

    session::Session& m_session;
    chat::ChatBackend& m_chat;
    background::Background& m_background;
    std::shared_ptr<background::Door<EditorLink>> m_door;
    std::shared_ptr<Live> m_live; ///< Empty unless the workspace is held.
};

} // namespace kalpana::desktop::assembly
