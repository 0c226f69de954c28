#include "tests/ui/chat_box.h"

#include "app/desktop/web/chromium_views.h"
#include "core/agent/http_model.h"
#include "tests/support/folder_tools.h"

#include <QFile>
#include <QProcess>
#include <QTest>
#include <QWindow>

namespace kalpana::test {

desktop::views::WebViews& web()
{
    static desktop::web::ChromiumViews views;
    return views;
}

ChatBox::ChatBox(const QByteArray& script, bool ready, bool dark, desktop::chat::MakeTools hands)
    : server(script, "sk-test")
{
    if (!hands)
        hands = [this] { return std::make_unique<FolderTools>(folder.path(u"work"_s)); };
    QProcess::execute(u"cp"_s, {u"-r"_s, QStringLiteral(KALPANA_SOURCE_DIR "/tests/support/demo/repository"),
                                folder.path(u"work"_s)});
    desktop::chat::ChatServices services{
        .store = *store,
        .model =
            [this] {
                return agent::httpModel(
                    {.address = server.address(), .model = u"scripted/one"_s, .key = Secret(QByteArray("sk-test"))});
            },
        .modelState = [ready] { return desktop::chat::ModelState{.name = u"scripted/one"_s, .ready = ready}; }};
    backend = std::make_unique<desktop::chat::ChatBackend>(u"w"_s, services, background, std::move(hands));
    backend->setDark(dark);
    view.reset(web().makePage(desktop::views::OwnPage::Chat, *backend, nullptr));
    view->resize(460, 860);
    view->show();
    view->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(view.get()));
    QTRY_VERIFY_WITH_TIMEOUT(js(u"document.documentElement?.dataset.ready === 'true'"_s).toBool(), 20'000);
}

void ChatBox::type(const QString& words)
{
    js(u"document.getElementById('prompt').focus()"_s);
    view->setFocus();
    for (const auto letter : words)
        QTest::keyClick(view->window()->windowHandle(), letter.toLatin1());
}

void ChatBox::key(Qt::Key key, Qt::KeyboardModifiers modifiers)
{
    QTest::keyClick(view->window()->windowHandle(), key, modifiers);
}

void ChatBox::openList()
{
    js(u"document.getElementById('chats-button').click()"_s);
    QTRY_VERIFY(has(u"#chats:not([hidden]) #chats-list li"_s));
}

QString ChatBox::row(const QString& title, const QString& inside)
{
    return u"[...document.querySelectorAll('#chats-list li')].find(e => e.innerText.includes('%1'))%2"_s.arg(
        title, inside.isEmpty() ? inside : u".querySelector('%1')"_s.arg(inside));
}

QByteArray demoScript()
{
    QFile file(QStringLiteral(KALPANA_SOURCE_DIR "/tests/support/demo/model.json"));
    return file.open(QFile::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace kalpana::test
