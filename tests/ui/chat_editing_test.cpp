#include "core/settings/settings.h"
#include "remote/host/local_host.h"
#include "remote/io/io_thread.h"
#include "remote/workspaces/bridge_tools.h"
#include "tests/support/test_bridge.h"
#include "tests/ui/chat_box.h"
#include "tests/ui/looks.h"
#include "tests/ui/widget_support.h"

#include <QApplication>
#include <QJsonArray>
#include <QTest>

namespace kalpana::test {

using desktop::look::Appearance;

namespace {

/// A real bridge of this computer, for tools that a chat makes for itself.
struct Bridge {
    Bridge()
    {
        auto stream = io.run(host.openSocket(server.socket()));
        QVERIFY(stream.has_value());
        const auto client =
            io.run(bridge::client::Client::connect(std::move(*stream), Secret(std::string_view(server.token()))));
        QVERIFY(client.has_value());
        line->set({.host = nullptr, .client = *client, .ideSocket = {}});
    }
    ~Bridge()
    {
        const Error closed{ErrorCode::Cancelled, u"The workspace was closed."_s};
        line->finish(closed);
        line->clear(closed);
    }
    QByteArray read(const QString& below) const { return server.folder().read(u"root/"_s + below); }
    void write(const QString& below, const QByteArray& bytes) const
    {
        server.folder().write(u"root/"_s + below, bytes);
    }

    TestBridge server;
    io::IoThread io;
    host::LocalHost host{io.executor()};
    std::shared_ptr<workspaces::Line> line = std::make_shared<workspaces::Line>(io.executor());
    TemporaryFolder data;
    settings::Settings settings = settings::Settings::load(data.path()).value();
};

const QByteArray script = R"({"replies": [
    {"steps": [{"tools": [{"id": "a", "name": "write_file", "arguments": {"path": "a.txt", "content": "agent\n"}}]}]},
    {"steps": [{"tools": [{"id": "b", "name": "write_file", "arguments": {"path": "new.txt", "content": "agent\n"}}]}]},
    {"steps": [{"tools": [{"id": "c", "name": "write_file", "arguments": {"path": "mine.txt", "content": "agent\n"}}]}]},
    {"steps": [{"text": "Answer one"}]}, {"steps": [{"text": "Answer two"}]}]})";

} // namespace

/// A message that is written anew, and the files behind it, over a real bridge.
class ChatEditingTest final : public QObject {
    Q_OBJECT
public:
    explicit ChatEditingTest(desktop::look::Theme& theme) : m_theme(theme) {}

private:
    /// A chat whose first turn has changed files, of which the user then changed one.
    struct Box : Bridge, ChatBox {
        explicit Box(bool dark = false)
            : ChatBox(script, true, dark, [this]() -> std::unique_ptr<agent::WorkspaceTools> {
                  return std::make_unique<workspaces::BridgeTools>(io, line, settings);
              })
        {
            for (const auto* tool : {"write", "edit"})
                QVERIFY(store->add({.tool = tool, .path = "**", .decision = permissions::Decision::Allow}));
            write(u"a.txt"_s, "before\n");
            write(u"mine.txt"_s, "before\n");
            backend->send(u"A question"_s);
            QTRY_VERIFY_WITH_TIMEOUT(text(u".answer"_s).contains(u"one"_s) && has(u".changes"_s) && !has(u".working"_s),
                                     20'000);
            write(u"mine.txt"_s, "mine\n");
        }
        ~Box() { backend.reset(); }
        void edit()
        {
            js(u"document.querySelector('.said .edit').click()"_s);
            QTRY_VERIFY_WITH_TIMEOUT(has(u".put-back:not([hidden])"_s), 20'000);
        }
        void sendEdited()
        {
            js(u"document.querySelector('.said textarea').value = 'A better question'"_s);
            js(u"document.querySelector('.said .button.primary').click()"_s);
            QTRY_VERIFY_WITH_TIMEOUT(text(u".answer"_s).contains(u"two"_s) && !has(u".working"_s), 20'000);
        }
    };

    desktop::look::Theme& m_theme;

private Q_SLOTS:
    void initTestCase_data() { addLooks(); }

    void theFiles_arePutBack_whereThatIsTicked_andTheOldVersionCanDoThemAgain()
    {
        const auto [dark, suffix] = followLook(m_theme);
        Box box(dark);
        box.edit();
        QVERIFY(!box.js(u"document.querySelector('.put-back input').checked"_s).toBool());
        QVERIFY(box.has(u".put-back .files[hidden]"_s));
        box.js(u"document.querySelector('.put-back input').click()"_s);
        QTRY_VERIFY(box.has(u".put-back .files:not([hidden])"_s));
        QCOMPARE(
            box.js(u"[...document.querySelectorAll('.put-back li.back')].map(e => e.innerText).join()"_s).toString(),
            u"a.txt,new.txt"_s);
        QCOMPARE(box.text(u".put-back li.kept"_s), u"mine.txt"_s);
        takePicture(*box.view, u"chat-putting-back"_s + suffix);
        box.sendEdited();
        QCOMPARE(box.read(u"a.txt"_s), "before\n");
        QCOMPARE(box.read(u"new.txt"_s), "");
        QCOMPARE(box.read(u"mine.txt"_s), "mine\n");
        QTRY_VERIFY(box.text(u"#notice"_s).contains(u"mine.txt"_s));
        // The model knows nothing of what is aside.
        const auto sent = box.ChatBox::server.requests().last().body[u"messages"_s].toArray();
        QCOMPARE(sent.size(), 2);
        QVERIFY(!sent[1][u"content"_s].toString().contains(u"Meanwhile"_s));

        box.js(u"document.querySelector('.versions button').click()"_s);
        QTRY_VERIFY_WITH_TIMEOUT(box.has(u".changes.undone"_s), 10'000);
        box.js(u"document.querySelector('[data-do=undo]').click()"_s);
        QTRY_COMPARE_WITH_TIMEOUT(box.read(u"a.txt"_s), "agent\n", 10'000);
        QCOMPARE(box.read(u"mine.txt"_s), "mine\n");
    }

    void theFiles_stay_whereItIsNotTicked()
    {
        Box box;
        box.edit();
        box.sendEdited();
        QCOMPARE(box.read(u"a.txt"_s), "agent\n");
        QCOMPARE(box.read(u"new.txt"_s), "agent\n");
    }

    void whereNothingWasChangedSince_nothingIsOffered()
    {
        Box box;
        box.backend->send(u"And now?"_s);
        QTRY_VERIFY_WITH_TIMEOUT(
            box.js(u"document.querySelectorAll('.answer').length"_s).toInt() == 2 && !box.has(u".working"_s), 20'000);
        box.js(u"[...document.querySelectorAll('.said .edit')].at(-1).click()"_s);
        QTRY_VERIFY(box.has(u".said.editing"_s));
        box.js(u"[...document.querySelectorAll('.said .edit')][0].click()"_s);
        QTRY_VERIFY_WITH_TIMEOUT(box.has(u".put-back:not([hidden])"_s), 20'000); // answered after the other
        QCOMPARE(box.js(u"document.querySelectorAll('.put-back:not([hidden])').length"_s).toInt(), 1);
    }

    void whereItCantBeDone_theWordsAndTheFilesStay()
    {
        Box box;
        box.edit();
        box.js(u"document.querySelector('.put-back input').click()"_s);
        box.line->clear({ErrorCode::ConnectionLost, u"The line is down."_s});
        box.line->finish({ErrorCode::ConnectionLost, u"The line is down."_s});
        box.js(u"document.querySelector('.said textarea').value = 'A better question'"_s);
        box.js(u"document.querySelector('.said .button.primary').click()"_s);
        QTRY_VERIFY_WITH_TIMEOUT(box.has(u"#notice:not([hidden])"_s), 20'000);
        QCOMPARE(box.js(u"document.querySelector('.said textarea').value"_s).toString(), u"A better question"_s);
        QCOMPARE(box.read(u"a.txt"_s), "agent\n");
        QVERIFY(box.text(u".answer"_s).contains(u"one"_s));
    }
};

} // namespace kalpana::test

int main(int argc, char** argv)
{
    return kalpana::test::runWithTheme<kalpana::test::ChatEditingTest>(argc, argv);
}

#include "chat_editing_test.moc"
