#pragma once

#include "app/desktop/assembly/deletion.h"
#include "app/desktop/layout/saved_layout.h"
#include "app/desktop/questions/question_desk.h"
#include "app/desktop/views/web_views.h"
#include "app/desktop/workbench/workbench.h"
#include "core/agent/call_ledger.h"
#include "core/agent/chat_store.h"
#include "core/secrets/environment_store.h"
#include "core/secrets/fallback_store.h"
#include "core/secrets/keychain_store.h"
#include "remote/gateway/gateway.h"
#include "remote/io/io_thread.h"
#include "remote/workspaces/services.h"

#include <QPointer>

#include <functional>

namespace kalpana::desktop::chat {
class ChatBackend;
}
namespace kalpana::desktop::opened {
class WorkspacePage;
}
namespace kalpana::desktop::session {
class Session;
}

namespace kalpana::desktop::assembly {

/// The workbench over the real hosts, models and keychain: its objects, made in order and handed to each other; gone in
/// the reverse order.
class Assembly final : public workbench::Workbench {
public:
    /// `web` gives the web views at the first workspace.
    [[nodiscard]] static Result<std::unique_ptr<workbench::Workbench>>
    make(const workbench::Shared& shared, std::function<Result<views::WebViews*>()> web);
    ~Assembly() override;

    [[nodiscard]] workbench::Page* open(const workspace::Record& record) override;
    void showSettings(QWidget* parent) override;
    [[nodiscard]] QStringList hosts() const override;
    [[nodiscard]] Result<void> deleteOnHost(const workspace::Record& record, std::stop_token stop) const override;
    [[nodiscard]] Result<void> deleteHere(const workspace::Record& record) const override;

private:
    Assembly(const workbench::Shared& shared, std::function<Result<views::WebViews*>()> web,
             std::unique_ptr<agent::ChatStore> chats);
    [[nodiscard]] workspaces::Services remote();
    void openReviews(opened::WorkspacePage& page, chat::ChatBackend& chat);
    void joinEditor(opened::WorkspacePage& page, chat::ChatBackend& chat);
    void openRules(opened::WorkspacePage& page, chat::ChatBackend& chat, const QString& workspace);
    [[nodiscard]] std::unique_ptr<QObject> makeChat(const workspace::Record& record, session::Session& session);

    const workbench::Shared m_shared;
    std::function<Result<views::WebViews*>()> m_web;
    std::unique_ptr<agent::ChatStore> m_chatStore;
    std::unique_ptr<agent::CallLedger> m_ledger;
    layout::SavedLayout m_layout;
    secrets::KeychainStore m_keychain;
    secrets::FallbackStore m_fallback{m_keychain};
    secrets::EnvironmentStore m_secrets{m_fallback};
    io::IoThread m_io;
    gateway::Gateway m_gateway{m_io};
    questions::QuestionDesk m_questions{m_secrets};
    void refreshModels();

    const Deletion m_deletion;
    QList<QPointer<chat::ChatBackend>> m_chats;
};

} // namespace kalpana::desktop::assembly
