#pragma once

#include "app/desktop/background/background.h"
#include "app/desktop/chat/chat_backend.h"
#include "app/desktop/views/web_views.h"
#include "tests/support/scripted_model_server.h"
#include "tests/support/temporary_folder.h"
#include "tests/ui/page_script.h"

namespace kalpana::test {

using namespace Qt::StringLiterals;

/// The replies of the demo (tests/support/demo).
[[nodiscard]] QByteArray demoScript();

/// One for the whole program, as in the product.
[[nodiscard]] desktop::views::WebViews& web();

/// The chat's real page with the real agent, over a scripted model and tools on a folder.
struct ChatBox {
    /// `hands`: in place of tools on a copy of the demo's repository.
    explicit ChatBox(const QByteArray& script, bool ready = true, bool dark = false,
                     desktop::chat::MakeTools hands = {});
    QVariant js(const QString& script) { return evaluate(*view, script); }
    [[nodiscard]] bool has(const QString& selector)
    {
        return js(u"!!document.querySelector('%1')"_s.arg(selector)).toBool();
    }
    QString text(const QString& selector)
    {
        return js(u"document.querySelector('%1')?.innerText ?? ''"_s.arg(selector)).toString();
    }
    /// A chat's place in the list: its row there.
    QString row(const QString& title, const QString& inside = {});
    void openList();
    void type(const QString& words);
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {});

    TemporaryFolder folder;
    ScriptedModelServer server;
    std::unique_ptr<agent::ChatStore> store = agent::ChatStore::open(folder.path(u"chats.db"_s)).value();
    desktop::background::Background background;
    std::unique_ptr<desktop::chat::ChatBackend> backend;
    std::unique_ptr<desktop::views::PageView> view;
};

} // namespace kalpana::test
