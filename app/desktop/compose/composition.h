#pragma once

#include "app/desktop/background/background.h"
#include "app/desktop/compose/options.h"
#include "app/desktop/questions/question_desk.h"
#include "app/desktop/window/main_window.h"
#include "core/agent/chat_store.h"
#include "core/secrets/environment_store.h"
#include "core/secrets/fallback_store.h"
#include "core/secrets/keychain_store.h"
#include "remote/gateway/gateway.h"
#include "remote/io/io_thread.h"
#include "remote/workspaces/services.h"

#include <QPointer>

namespace kalpana::desktop::look {
class Theme;
}
namespace kalpana::desktop::chat {
class ChatBackend;
}

namespace kalpana::desktop::compose {

/// All objects of the running program, made in order and handed to each other; gone in the reverse order.
class Composition final {
public:
    /// `web` gives the web views at the first workspace.
    [[nodiscard]] static Result<std::unique_ptr<Composition>> make(const Options& options, look::Theme& theme,
                                                                   std::function<Result<views::WebViews*>()> web);
    ~Composition();
    Composition(const Composition&) = delete;
    Composition& operator=(const Composition&) = delete;

    [[nodiscard]] window::MainWindow& window() { return *m_window; }

private:
    Composition(const Options& options, look::Theme& theme, std::function<Result<views::WebViews*>()> web,
                workspace::Store store, settings::Settings settings, std::unique_ptr<agent::ChatStore> chats);
    [[nodiscard]] window::WindowServices services();
    [[nodiscard]] workspaces::Services remote();
    [[nodiscard]] std::unique_ptr<QObject> makeChat(const workspace::Record& record, session::Session& session);
    void showSettings(QWidget* parent);

    const Options m_options;
    look::Theme& m_theme;
    std::function<Result<views::WebViews*>()> m_web;
    workspace::Store m_store;
    settings::Settings m_settings;
    std::unique_ptr<agent::ChatStore> m_chatStore;
    secrets::KeychainStore m_keychain;
    secrets::FallbackStore m_fallback{m_keychain};
    secrets::EnvironmentStore m_secrets{m_fallback};
    io::IoThread m_io;
    gateway::Gateway m_gateway{m_io};
    questions::QuestionDesk m_questions{m_secrets};
    background::Background m_background; ///< Its threads use all of the above.
    QList<QPointer<chat::ChatBackend>> m_chats;
    std::unique_ptr<window::MainWindow> m_window;
};

} // namespace kalpana::desktop::compose
