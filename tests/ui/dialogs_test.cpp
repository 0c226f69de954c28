#include "app/desktop/background/background.h"
#include "app/desktop/look/theme.h"
#include "app/desktop/preferences/preferences_dialog.h"
#include "app/desktop/questions/question_desk.h"
#include "core/secrets/keys.h"
#include "core/secrets/memory_store.h"
#include "core/settings/settings.h"
#include "remote/host/local_host.h"
#include "remote/io/io_thread.h"
#include "remote/workspaces/program_inquiry.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/test_bridge.h"
#include "tests/ui/widget_support.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QProcess>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabBar>
#include <QTest>

#include <future>

namespace kalpana::test {

using namespace Qt::StringLiterals;
using desktop::questions::QuestionDesk;

/// The questions of a connection, asked from another thread, and the settings.
class DialogsTest final : public QObject {
    Q_OBJECT
public:
    explicit DialogsTest(desktop::look::Theme& theme) : m_theme(theme) {}

private:
    desktop::look::Theme& m_theme;
    secrets::MemoryStore m_secrets;
    QWidget m_window;

    [[nodiscard]] QDialog* shown() const
    {
        for (auto* widget : QApplication::topLevelWidgets()) {
            if (auto* dialog = qobject_cast<QDialog*>(widget); dialog && dialog->isVisible())
                return dialog;
        }
        return nullptr;
    }

private Q_SLOTS:
    void init()
    {
        m_window.resize(900, 600);
        m_window.show();
    }

    void hostKey_showsTheFingerprint_andTrustIsAClickAway()
    {
        QuestionDesk desk(m_secrets);
        desk.setWindow(&m_window);
        const ssh::HostKeyQuestion question{.host = u"[devbox]:2222"_s,
                                            .keyType = u"ED25519"_s,
                                            .fingerprint = u"SHA256:Zk3vYw0b2r1pVqv1r5u6i7o8p9a0s1d2f3g4h5j6k7l"_s,
                                            .file = u"/home/ada/.ssh/known_hosts"_s};
        auto answer = std::async(std::launch::async, [&] { return desk.acceptHostKey(question, {}); });
        QTRY_VERIFY(shown());
        QCOMPARE(childNamed<QLabel>(*shown(), "fingerprint")->text(), question.fingerprint);
        takePicture(*shown(), u"question-host-key"_s);
        QTest::mouseClick(childNamed<QPushButton>(*shown(), "accept"), Qt::LeftButton);
        QTRY_VERIFY(!shown());
        QVERIFY(*answer.get());
    }

    void hostKey_closed_isNo()
    {
        QuestionDesk desk(m_secrets);
        auto answer = std::async(std::launch::async, [&] { return desk.acceptHostKey({.host = u"devbox"_s}, {}); });
        QTRY_VERIFY(shown());
        QTest::keyClick(shown(), Qt::Key_Return); // the default is to cancel
        QTRY_VERIFY(!shown());
        QVERIFY(!*answer.get());
    }

    void password_isAskedInTheServersWords_andKeptIfWanted()
    {
        QuestionDesk desk(m_secrets);
        desk.setWindow(&m_window);
        const ssh::PasswordQuestion question{
            .user = u"ada"_s, .host = u"devbox"_s, .prompt = u"Password for ada@devbox:"_s, .attempt = 2};
        auto answer = std::async(std::launch::async, [&] { return desk.password(question, {}); });
        QTRY_VERIFY(shown());
        takePicture(*shown(), u"question-password"_s);
        auto* secret = childNamed<QLineEdit>(*shown(), "secret");
        QCOMPARE(secret->echoMode(), QLineEdit::Password);
        QTest::keyClicks(secret, u"hunter2"_s);
        QTest::keyClick(secret, Qt::Key_Return);
        QTRY_VERIFY(!shown());
        QVERIFY(answer.get()->equals("hunter2"));
        QVERIFY(!m_secrets.read(secrets::hostPasswordKey(u"devbox"_s))->has_value());
    }

    void password_thatIsKept_isNotAskedFor()
    {
        QVERIFY(m_secrets.write(secrets::hostPasswordKey(u"kept"_s), Secret(QByteArray("stored"))).has_value());
        QuestionDesk desk(m_secrets);
        QVERIFY(desk.password({.user = u"ada"_s, .host = u"kept"_s}, {})->equals("stored"));
    }

    void stop_takesTheDialogAway()
    {
        QuestionDesk desk(m_secrets);
        std::stop_source stop;
        auto answer = std::async(std::launch::async, [&] {
            return desk.passphrase({.file = u"/home/ada/.ssh/id_ed25519"_s}, stop.get_token());
        });
        QTRY_VERIFY(shown());
        stop.request_stop();
        QTRY_VERIFY(!shown());
        QCOMPARE(answer.get().error().code, ErrorCode::Cancelled);
    }

    void login_thatGitAsksFor_namesWhoAsks_andIsKeptOnlyIfWanted()
    {
        QuestionDesk desk(m_secrets);
        desk.setWindow(&m_window);
        const workspaces::ProgramQuestion question{.workspace = u"shop"_s,
                                                   .host = u"devbox"_s,
                                                   .asked = {.number = 1,
                                                             .kind = bridge::client::Question::Kind::Login,
                                                             .protocol = u"https"_s,
                                                             .host = u"git.example.org"_s,
                                                             .path = u"team/repo.git"_s}};
        const auto key = secrets::gitLoginKey(u"https"_s, u"git.example.org"_s);
        const auto asked = [&](bool ticked) {
            auto answer = std::async(std::launch::async, [&] { return desk.answer(question, {}); });
            if (!QTest::qWaitFor([this] { return shown() != nullptr; }))
                return answer;
            const auto what = childNamed<QLabel>(*shown(), "what")->text();
            for (const auto& word : {u"shop"_s, u"devbox"_s, u"https://git.example.org/team/repo.git"_s})
                QTest::qVerify(what.contains(word), "what.contains(word)", qPrintable(what), __FILE__, __LINE__);
            takePicture(*shown(), ticked ? u"question-login"_s : u"question-login-kept"_s);
            auto* username = childNamed<QLineEdit>(*shown(), "username");
            auto* secret = childNamed<QLineEdit>(*shown(), "secret");
            QTest::qVerify(secret->echoMode() == QLineEdit::Password, "password", "", __FILE__, __LINE__);
            if (ticked) {
                QTest::keyClicks(username, u"ada"_s);
                QTest::keyClicks(secret, u"hunter2"_s);
            }
            childNamed<QCheckBox>(*shown(), "keep")->setChecked(ticked);
            QTest::mouseClick(childNamed<QPushButton>(*shown(), "accept"), Qt::LeftButton);
            return answer;
        };
        auto first = asked(true).get();
        QVERIFY(first && first->username == u"ada"_s && first->secret.equals("hunter2"));
        QVERIFY(m_secrets.read(key)->value().equals("ada\nhunter2"));
        QTRY_VERIFY(!shown());

        // What is kept is filled in, and is kept no longer without the tick.
        auto second = asked(false).get();
        QVERIFY(second && second->username == u"ada"_s && second->secret.equals("hunter2"));
        QVERIFY(!m_secrets.read(key)->has_value());
    }

    void programOnTheHost_isAnsweredInTheWindow_orRefused()
    {
        TestBridge bridge;
        io::IoThread io;
        host::LocalHost host{io.executor()};
        auto stream = io.run(host.openSocket(bridge.socket()));
        QVERIFY(stream.has_value());
        const auto token = bridge.token();
        const auto client =
            io.run(bridge::client::Client::connect(std::move(*stream), Secret(std::string_view(token))));
        QVERIFY(client.has_value());
        QuestionDesk desk(m_secrets);
        desk.setWindow(&m_window);
        const workspaces::ProgramInquiry inquiry(io, *client, u"shop"_s, u"devbox"_s, desk);
        const auto start = [&bridge](QProcess& program, const QStringList& arguments, const QByteArray& input) {
            auto environment = QProcessEnvironment::systemEnvironment();
            environment.insert(u"KALPANA_CONTROL"_s, bridge.runtime() + u"/control.sock"_s);
            program.setProcessEnvironment(environment);
            program.start(TestBridge::program(), arguments);
            program.write(input);
            program.closeWriteChannel();
        };
        // Until the window listens, the program is told that no desktop is there.
        QProcess git;
        for (int attempt = 0; attempt < 100 && !shown(); ++attempt) {
            start(git, {u"credential"_s, u"get"_s}, "protocol=https\nhost=example.org\npath=a/b\n\n");
            QVERIFY(QTest::qWaitFor([&] { return shown() || git.state() == QProcess::NotRunning; }));
        }
        QVERIFY(shown());
        QVERIFY(childNamed<QLabel>(*shown(), "what")->text().contains(u"https://example.org/a/b"_s));
        QTest::keyClicks(childNamed<QLineEdit>(*shown(), "username"), u"ada"_s);
        QTest::keyClicks(childNamed<QLineEdit>(*shown(), "secret"), u"hunter2"_s);
        QTest::mouseClick(childNamed<QPushButton>(*shown(), "accept"), Qt::LeftButton);
        QTRY_COMPARE(git.state(), QProcess::NotRunning);
        const auto said = git.readAllStandardOutput();
        QVERIFY2(said.contains("username=ada\n") && said.contains("password=hunter2\n"), said);
        QVERIFY(!m_secrets.read(secrets::gitLoginKey(u"https"_s, u"example.org"_s))->has_value());
        QTRY_VERIFY(!shown());

        // Words of a program are shown as such, and can be refused.
        QProcess ssh;
        start(ssh, {u"askpass"_s, u"Enter passphrase for key '<b>id</b>':"_s}, {});
        QTRY_VERIFY(shown());
        QVERIFY(childNamed<QLabel>(*shown(), "what")->text().contains(u"<b>id</b>"_s));
        QVERIFY(!childNamed<QCheckBox>(*shown(), "keep")->isVisible());
        QTest::mouseClick(childNamed<QPushButton>(*shown(), "cancel"), Qt::LeftButton);
        QTRY_COMPARE(ssh.state(), QProcess::NotRunning);
        QVERIFY(ssh.exitCode() != 0 && ssh.readAllStandardOutput().isEmpty());

        // One that waits no longer takes its dialog along.
        QTRY_VERIFY(!shown());
        QProcess killed;
        start(killed, {u"askpass"_s, u"Password:"_s}, {});
        QTRY_VERIFY(shown());
        killed.kill();
        QVERIFY(killed.waitForFinished());
        QTRY_VERIFY(!shown());
    }

    void settings_keepTheKeyOutOfEveryFile()
    {
        TemporaryFolder folder;
        auto settings = settings::Settings::load(folder.path()).value();
        desktop::background::Background background;
        auto* dialog = new desktop::preferences::PreferencesDialog(settings, m_secrets, background, &m_window);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        QSignalSpy changed(dialog, &desktop::preferences::PreferencesDialog::modelChanged);
        dialog->open();
        takePicture(*dialog, u"settings"_s);

        auto* provider = childNamed<QComboBox>(*dialog, "provider");
        provider->setCurrentIndex(provider->count() - 1);
        Q_EMIT provider->activated(provider->count() - 1);
        auto* address = childNamed<QLineEdit>(*dialog, "address");
        address->setText(u"http://models.example.org/v1"_s);
        QTest::mouseClick(childNamed<QPushButton>(*dialog, "save"), Qt::LeftButton);
        QVERIFY(childNamed<QLabel>(*dialog, "problem")->text().contains(u"https://"_s));

        address->setText(u"https://models.example.org/v1"_s);
        childNamed<QLineEdit>(*dialog, "model")->setText(u"m-1"_s);
        childNamed<QLineEdit>(*dialog, "key")->setText(u"sk-very-secret"_s);
        QTest::mouseClick(childNamed<QPushButton>(*dialog, "save"), Qt::LeftButton);
        QTRY_COMPARE(changed.size(), 1);
        QCOMPARE(settings.modelAddress(), u"https://models.example.org/v1"_s);
        QVERIFY(m_secrets.read(secrets::providerKey(settings.modelProvider()))->value().equals("sk-very-secret"));
        QVERIFY(!folder.read(u"settings.json"_s).contains("very-secret"));
    }

    void settings_ofModelLimitsAndNetwork_areKept()
    {
        for (const auto appearance : {desktop::look::Appearance::Light, desktop::look::Appearance::Dark}) {
            m_theme.setAppearance(appearance);
            const auto suffix = appearance == desktop::look::Appearance::Dark ? u"-dark"_s : u"-light"_s;
            TemporaryFolder folder;
            auto settings = settings::Settings::load(folder.path()).value();
            desktop::background::Background background;
            desktop::preferences::PreferencesDialog dialog(settings, m_secrets, background, &m_window);
            QSignalSpy saved(&dialog, &QDialog::accepted);
            dialog.open();
            auto* tabs = childNamed<QTabBar>(dialog, "tabs");
            for (int tab = 0; tab < tabs->count(); ++tab) {
                tabs->setCurrentIndex(tab);
                takePicture(dialog, u"settings-%1"_s.arg(tab) + suffix);
            }
            const auto write = [&](const char* name, const QString& text) {
                childNamed<QLineEdit>(dialog, name)->setText(text);
            };
            auto* api = childNamed<QComboBox>(dialog, "api");
            api->setCurrentIndex(api->findData(u"anthropic"_s));
            write("planning", u"thinker"_s);
            write("thinking", u"4000"_s);
            write("priceIn", u"3"_s);
            write("priceOut", u"15,5"_s);
            write("chatDollars", u"$2.50"_s);
            write("dayDollars", u"10"_s);
            write("steps", u"80"_s);
            write("turnMinutes", u"30"_s);
            write("callsPerMinute", u"20"_s);
            QVERIFY(!childNamed<QLineEdit>(dialog, "proxyPassword")->isEnabled());
            write("proxy", u"socks5://me@proxy.example.org:1080"_s);
            QVERIFY(childNamed<QLineEdit>(dialog, "proxyPassword")->isEnabled());
            write("proxyPassword", u"pass word"_s);
            childNamed<QCheckBox>(dialog, "fetch")->setChecked(true);
            childNamed<QPlainTextEdit>(dialog, "extensions")->setPlainText(u"ms-python.python\n\n /opt/own.vsix \n"_s);
            QTest::mouseClick(childNamed<QPushButton>(dialog, "save"), Qt::LeftButton);
            QTRY_COMPARE(saved.size(), 1);

            QCOMPARE(settings.value(u"codeServer.extensions"_s).toVariant().toStringList(),
                     (QStringList{u"ms-python.python"_s, u"/opt/own.vsix"_s}));
            QCOMPARE(settings.modelApi(), u"anthropic"_s);
            QCOMPARE(settings.modelThinkingTokens(), 4000);
            QCOMPARE(settings.value(u"model.planning"_s).toString(), u"thinker"_s);
            QCOMPARE(settings.value(u"model.prices"_s)[settings.modelName()][u"output"_s].toDouble(), 15.5);
            QCOMPARE(settings.value(u"limits.chatDollars"_s).toDouble(), 2.5);
            QCOMPARE(settings.value(u"limits.dayDollars"_s).toDouble(), 10);
            QCOMPARE(settings.value(u"limits.steps"_s).toInt(), 80);
            QCOMPARE(settings.value(u"limits.turnMinutes"_s).toInt(), 30);
            QCOMPARE(settings.value(u"limits.callsPerMinute"_s).toInt(), 20);
            QCOMPARE(settings.value(u"network.proxy"_s).toString(), u"socks5://me@proxy.example.org:1080"_s);
            const auto password = m_secrets.read(u"proxy/me@proxy.example.org:1080/password"_s);
            QVERIFY(password && *password && (*password)->equals("pass word"));
            QCOMPARE(settings.value(u"agent.fetch"_s).toBool(), true);
        }
        m_theme.setAppearance(desktop::look::Appearance::Desktop);
    }

    void anExtensionThatIsNone_isNamed()
    {
        TemporaryFolder folder;
        auto settings = settings::Settings::load(folder.path()).value();
        desktop::background::Background background;
        desktop::preferences::PreferencesDialog dialog(settings, m_secrets, background, &m_window);
        dialog.open();
        childNamed<QPlainTextEdit>(dialog, "extensions")->setPlainText(u"a.b\nrm -rf x"_s);
        QTest::mouseClick(childNamed<QPushButton>(dialog, "save"), Qt::LeftButton);
        QVERIFY(childNamed<QLabel>(dialog, "problem")->text().contains(u"\"rm -rf x\""_s));
        QCOMPARE(childNamed<QTabBar>(dialog, "tabs")->currentIndex(), 3);
    }

    void settings_thatCantBe_areRefused_whereTheyStand_data()
    {
        QTest::addColumn<QByteArray>("field");
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("tab");
        QTest::newRow("thinking") << QByteArray("thinking") << u"much"_s << 0;
        QTest::newRow("one price of two") << QByteArray("priceIn") << u"3"_s << 0;
        QTest::newRow("negative price") << QByteArray("priceOut") << u"-1"_s << 0;
        QTest::newRow("money") << QByteArray("chatDollars") << u"0"_s << 1;
        QTest::newRow("a fortune") << QByteArray("dayDollars") << u"1000000"_s << 1;
        QTest::newRow("steps") << QByteArray("steps") << u"1.5"_s << 1;
        QTest::newRow("calls") << QByteArray("callsPerMinute") << u"0"_s << 1;
        QTest::newRow("proxy") << QByteArray("proxy") << u"proxy.example.org"_s << 2;
        QTest::newRow("password") << QByteArray("proxy") << u"http://me:secret@proxy.example.org:3128"_s << 2;
        QTest::newRow("certificates") << QByteArray("caFile") << u"/nowhere/ca.pem"_s << 2;
    }
    void settings_thatCantBe_areRefused_whereTheyStand()
    {
        QFETCH(QByteArray, field);
        QFETCH(QString, text);
        QFETCH(int, tab);
        TemporaryFolder folder;
        auto settings = settings::Settings::load(folder.path()).value();
        desktop::background::Background background;
        desktop::preferences::PreferencesDialog dialog(settings, m_secrets, background, &m_window);
        dialog.open();
        childNamed<QTabBar>(dialog, "tabs")->setCurrentIndex(3);
        childNamed<QLineEdit>(dialog, field.constData())->setText(text);
        QTest::mouseClick(childNamed<QPushButton>(dialog, "save"), Qt::LeftButton);

        auto* problem = childNamed<QLabel>(dialog, "problem");
        QVERIFY(problem->isVisible() && problem->text().size() > 20);
        QVERIFY(!problem->text().contains(u"secret@"_s));
        QCOMPARE(childNamed<QTabBar>(dialog, "tabs")->currentIndex(), tab);
        QVERIFY(folder.read(u"settings.json"_s).isEmpty());
        if (tab == 1)
            takePicture(dialog, u"settings-problem"_s);
    }
};

} // namespace kalpana::test

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    kalpana::desktop::look::Theme theme(application);
    theme.setAppearance(kalpana::desktop::look::Appearance::Desktop);
    kalpana::test::DialogsTest test(theme);
    return QTest::qExec(&test, argc, argv);
}

#include "dialogs_test.moc"
