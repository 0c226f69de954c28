#include "remote/bridge/client/questions.h"
#include "remote/host/local_host.h"
#include "remote/io/io_thread.h"
#include "tests/support/test_bridge.h"

#include <QDirIterator>
#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QTest>

#include <mutex>
#include <thread>

using namespace kalpana;
using namespace kalpana::test;
using namespace Qt::StringLiterals;
using Json = nlohmann::json;

/// What git and ssh ask on the host is asked of the desktop: a real bridge, git, ssh-keygen, and a server that wants a
/// password.
class CredentialTest final : public QObject {
    Q_OBJECT

    const std::string m_password = "correct horse battery";
    TestBridge m_bridge;
    RawBridgeClient m_client;
    QProcess m_server;
    QString m_address;
    std::uint32_t m_watch = 0;
    std::size_t m_eventsBefore = 0;

    QString path(const QString& below) const { return m_bridge.folder().path(below); }

    QByteArray git(const QStringList& arguments, const QString& below = u"."_s) const
    {
        QProcess process;
        process.setWorkingDirectory(path(below));
        process.start(u"git"_s, arguments);
        if (!process.waitForFinished() || process.exitCode() != 0)
            qWarning("%s: %s", qPrintable(arguments.join(u' ')), process.readAllStandardError().constData());
        return process.readAllStandardOutput();
    }

    /// As the bridge gives it to what it starts.
    QProcessEnvironment environment() const
    {
        auto environment = QProcessEnvironment::systemEnvironment();
        const auto askpass = m_bridge.runtime() + u"/kalpana-askpass"_s;
        environment.insert(u"KALPANA_CONTROL"_s, m_bridge.runtime() + u"/control.sock"_s);
        environment.insert(u"GIT_ASKPASS"_s, askpass);
        environment.insert(u"SSH_ASKPASS"_s, askpass);
        environment.insert(u"SSH_ASKPASS_REQUIRE"_s, u"force"_s);
        environment.insert(u"GIT_CONFIG_COUNT"_s, u"2"_s);
        environment.insert(u"GIT_CONFIG_KEY_0"_s, u"credential.helper"_s);
        environment.insert(u"GIT_CONFIG_VALUE_0"_s, u"!'"_s + TestBridge::program() + u"' credential"_s);
        environment.insert(u"GIT_CONFIG_KEY_1"_s, u"credential.useHttpPath"_s);
        environment.insert(u"GIT_CONFIG_VALUE_1"_s, u"true"_s);
        return environment;
    }

    std::unique_ptr<QProcess> start(const QString& program, const QStringList& arguments) const
    {
        auto process = std::make_unique<QProcess>();
        process->setProcessEnvironment(environment());
        process->setWorkingDirectory(path(u"."_s));
        process->start(program, arguments);
        return process;
    }

    void watch()
    {
        m_watch = m_client.send("credential.watch");
        (void)m_client.request("status"); // by then it watches
    }
    void stopWatching()
    {
        if (m_watch == 0)
            return;
        (void)m_client.request("request.cancel", {{"id", m_watch}});
        (void)m_client.reply(m_watch);
        m_watch = 0;
    }

    /// The payload of the next event of this name; null where none comes.
    Json next(const std::string& name)
    {
        Json found;
        (void)m_client.waitUntil([&] {
            const auto& events = m_client.events();
            for (; found.is_null() && m_eventsBefore < events.size(); ++m_eventsBefore)
                if (events[m_eventsBefore].at("event") == name)
                    found = events[m_eventsBefore].at("payload");
            return !found.is_null();
        });
        return found;
    }

    bool login(const Json& asked, const std::string& password)
    {
        return m_client
            .request("credential.answer",
                     {{"question", asked.at("question")}, {"username", "me"}, {"password", password}})
            .value("ok", false);
    }

    static std::string messageOf(const Json& reply)
    {
        return reply.contains("error") ? reply.at("error").value("message", "") : std::string();
    }

    bool isAnywhereOnDisk(const QByteArray& secret) const
    {
        for (const auto& folder : {path(u"."_s), qEnvironmentVariable("HOME")}) {
            QDirIterator files(folder, QDir::Files | QDir::Hidden | QDir::System, QDirIterator::Subdirectories);
            while (files.hasNext()) {
                QFile file(files.next());
                if (file.size() > 0 && file.open(QFile::ReadOnly) && file.readAll().contains(secret)) {
                    qWarning("%s", qPrintable(file.fileName()));
                    return true;
                }
            }
        }
        return false;
    }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_bridge.connect(m_client));
        git({u"config"_s, u"--global"_s, u"user.name"_s, u"A"_s});
        git({u"config"_s, u"--global"_s, u"user.email"_s, u"a@example.org"_s});
        git({u"config"_s, u"--global"_s, u"credential.helper"_s, u"store"_s}); // must be told nothing
        git({u"init"_s, u"-q"_s, u"--bare"_s, u"-b"_s, u"main"_s, u"served/team/repo.git"_s});
        git({u"init"_s, u"-q"_s, u"-b"_s, u"main"_s, u"root"_s});
        m_bridge.folder().write(u"root/a"_s, "a\n");
        git({u"add"_s, u"."_s}, u"root"_s);
        git({u"commit"_s, u"-qm"_s, u"First"_s}, u"root"_s);
        m_server.start(QStringLiteral(KALPANA_SOURCE_DIR "/tests/support/programs/git_http_server.py"),
                       {path(u"served"_s), u"me"_s, QString::fromStdString(m_password)});
        QVERIFY(m_server.waitForReadyRead());
        m_address = u"127.0.0.1:"_s + QString::fromLatin1(m_server.readLine().trimmed());
        git({u"remote"_s, u"add"_s, u"origin"_s, u"http://"_s + m_address + u"/team/repo.git"_s}, u"root"_s);
    }
    void cleanupTestCase()
    {
        m_server.closeWriteChannel();
        QVERIFY(m_server.waitForFinished());
    }
    void init()
    {
        m_eventsBefore = m_client.events().size();
        watch();
    }
    void cleanup() { stopWatching(); }

    void push_asksTheDesktop_andNamesHostAndPath()
    {
        const auto push = m_client.send("git.push", {{"remote", "origin"}, {"branch", "main"}, {"setUpstream", true}});
        const auto asked = next("credential.asked");
        QCOMPARE(asked.value("kind", ""), "login");
        QCOMPARE(asked.value("protocol", ""), "http");
        QCOMPARE(asked.value("host", ""), m_address.toStdString());
        QCOMPARE(asked.value("path", ""), "team/repo.git");
        QVERIFY(login(asked, m_password));
        QCOMPARE(next("credential.ended").at("question"), asked.at("question"));
        const auto reply = m_client.reply(push);
        QVERIFY2(reply.value("ok", false), reply.dump().c_str());
        QVERIFY(!isAnywhereOnDisk(QByteArray::fromStdString(m_password)));
        QVERIFY(!isAnywhereOnDisk("correct%20horse"));
    }

    void clone_withTheBridgesEnvironment_works()
    {
        const auto clone =
            start(u"git"_s, {u"clone"_s, u"-q"_s, u"http://me@"_s + m_address + u"/team/repo.git"_s, u"cloned"_s});
        const auto asked = next("credential.asked");
        QCOMPARE(asked.value("username", ""), "me");
        QVERIFY(login(asked, m_password));
        QVERIFY(clone->waitForFinished());
        QVERIFY2(clone->exitCode() == 0, clone->readAllStandardError());
        QCOMPARE(m_bridge.folder().read(u"cloned/a"_s), QByteArray("a\n"));
    }

    void clone_asksTheDesktop()
    {
        const auto url = "http://" + m_address.toStdString() + "/team/repo.git";
        const auto clone = m_client.send("git.clone", {{"url", url}, {"folder", "by-request"}});
        QVERIFY(login(next("credential.asked"), m_password));
        const auto reply = m_client.reply(clone);
        QVERIFY2(reply.value("ok", false), reply.dump().c_str());
        QCOMPARE(m_bridge.folder().read(u"root/by-request/a"_s), QByteArray("a\n"));
        QVERIFY(!isAnywhereOnDisk(QByteArray::fromStdString(m_password)));
        const auto refused = m_client.send("git.clone", {{"url", url}, {"folder", "refused"}});
        QVERIFY(login(next("credential.asked"), "wrong"));
        const auto message = messageOf(m_client.reply(refused));
        QVERIFY2(message.contains("Authentication failed"), message.c_str());
        QVERIFY(!QFile::exists(path(u"root/refused"_s)));
    }

    void wrongPassword_isGitsToTell()
    {
        const auto pull = m_client.send("git.pull", {{"remote", "origin"}, {"branch", "main"}});
        QVERIFY(login(next("credential.asked"), "wrong"));
        const auto message = messageOf(m_client.reply(pull));
        QVERIFY2(message.contains("Authentication failed"), message.c_str());
    }

    void refusedAnswer_endsIt_withoutASecondQuestion()
    {
        const auto pull = m_client.send("git.pull", {{"remote", "origin"}, {"branch", "main"}});
        const auto asked = next("credential.asked");
        (void)m_client.request("credential.answer", {{"question", asked.at("question")}, {"refused", true}});
        const auto message = messageOf(m_client.reply(pull));
        QVERIFY2(message.contains("The person at the desktop declined to answer."), message.c_str());
        const auto late = m_client.request("credential.answer", {{"question", asked.at("question")}, {"text", "x"}});
        QCOMPARE(late.at("error").at("code"), Json("not_found"));
    }

    void withoutADesktop_itFailsAtOnce_withASentence()
    {
        stopWatching();
        QElapsedTimer time;
        time.start();
        const auto message = messageOf(m_client.request("git.pull", {{"remote", "origin"}, {"branch", "main"}}));
        QVERIFY2(message.contains("No desktop is connected to this workspace"), message.c_str());
        QVERIFY2(time.elapsed() < 2000, qPrintable(QString::number(time.elapsed())));
        const auto askpass = start(m_bridge.runtime() + u"/kalpana-askpass"_s, {u"Password: "_s});
        QVERIFY(askpass->waitForFinished());
        QCOMPARE(askpass->exitCode(), 1);
        QVERIFY(askpass->readAllStandardError().contains("No desktop is connected"));
        QVERIFY(time.elapsed() < 4000);
    }

    void withoutADesktop_inATerminal_itIsLeftToGitToAsk()
    {
        stopWatching();
        QProcess helper;
        auto environment = this->environment();
        environment.insert(u"KALPANA_TERMINAL"_s, u"1"_s);
        helper.setProcessEnvironment(environment);
        helper.start(TestBridge::program(), {u"credential"_s, u"get"_s});
        helper.write("protocol=https\nhost=git.example\n\n");
        helper.closeWriteChannel();
        QVERIFY(helper.waitForFinished());
        QCOMPARE(helper.exitCode(), 0);
        QCOMPARE(helper.readAllStandardOutput() + helper.readAllStandardError(), QByteArray());
    }

    void desktopThatGoes_isNotWaitedFor()
    {
        const auto pull = m_client.send("git.pull", {{"remote", "origin"}, {"branch", "main"}});
        QVERIFY(!next("credential.asked").is_null());
        stopWatching();
        const auto message = messageOf(m_client.reply(pull));
        QVERIFY2(message.contains("The desktop that was asked has gone."), message.c_str());
    }

    void cancelledPull_takesItsQuestionBack()
    {
        const auto pull = m_client.send("git.pull", {{"remote", "origin"}, {"branch", "main"}});
        const auto asked = next("credential.asked");
        (void)m_client.request("request.cancel", {{"id", pull}});
        QCOMPARE(m_client.reply(pull).at("error").at("code"), Json("cancelled"));
        QCOMPARE(next("credential.ended").at("question"), asked.at("question"));
    }

    void passphraseOfAKey_isAskedThroughAskpass()
    {
        QProcess make;
        make.start(u"ssh-keygen"_s,
                   {u"-q"_s, u"-t"_s, u"ed25519"_s, u"-N"_s, u"the passphrase"_s, u"-f"_s, path(u"key"_s)});
        QVERIFY(make.waitForFinished() && make.exitCode() == 0);
        const auto keygen = start(u"ssh-keygen"_s, {u"-y"_s, u"-f"_s, path(u"key"_s)});
        const auto asked = next("credential.asked");
        QCOMPARE(asked.value("kind", ""), "secret");
        QVERIFY2(asked.value("prompt", "").contains("key"), asked.dump().c_str());
        (void)m_client.request("credential.answer", {{"question", asked.at("question")}, {"text", "the passphrase"}});
        QVERIFY(keygen->waitForFinished());
        QVERIFY2(keygen->readAllStandardOutput().startsWith("ssh-ed25519 "), keygen->readAllStandardError());
    }

    void storeAndErase_doNothing()
    {
        for (const auto& operation : {u"store"_s, u"erase"_s}) {
            const auto run = m_bridge.run({u"credential"_s, operation}, "protocol=https\nhost=h\npassword=secret\n\n");
            QCOMPARE(run.code, 0);
            QCOMPARE(run.out + run.err, QByteArray());
        }
    }

    void outsideOfABridge_itSaysSo()
    {
        const auto run = m_bridge.run({u"credential"_s, u"get"_s}, "protocol=https\nhost=h\n\n");
        QCOMPARE(run.code, 1);
        QCOMPARE(run.out, QByteArray("quit=true\n"));
        QVERIFY(run.err.contains("does not answer"));
    }

    void desktopsTypedInterface_hearsAndAnswers()
    {
        using namespace bridge::client;
        stopWatching();
        io::IoThread io;
        host::LocalHost host{io.executor()};
        auto stream = io.run(host.openSocket(m_bridge.socket()));
        QVERIFY(stream.has_value());
        const auto client =
            io.run(Client::connect(std::move(*stream), Secret(std::string_view(m_bridge.token())))).value();
        std::mutex mutex;
        std::vector<Question> asked;
        std::vector<std::uint32_t> ended;
        const QuestionHandlers handlers{.onAsked =
                                            [&](Question question) {
                                                const std::scoped_lock lock(mutex);
                                                asked.push_back(std::move(question));
                                            },
                                        .onEnded =
                                            [&](std::uint32_t number) {
                                                const std::scoped_lock lock(mutex);
                                                ended.push_back(number);
                                            }};
        const auto count = [&mutex](const auto& list) {
            const std::scoped_lock lock(mutex);
            return list.size();
        };
        std::jthread flow([&](std::stop_token stop) { (void)io.run(watchQuestions(client, handlers), stop); });
        std::uint32_t pull = 0;
        // Until it watches, git is told that no desktop is there.
        for (int attempt = 0; attempt < 100 && count(asked) == 0; ++attempt) {
            pull = m_client.send("git.pull", {{"remote", "origin"}, {"branch", "main"}});
            const auto before = m_client.exchanges().size();
            (void)m_client.waitUntil([&] { return count(asked) > 0 || m_client.exchanges().size() > before; });
        }
        QCOMPARE(count(asked), std::size_t{1});
        QCOMPARE(asked[0].kind, Question::Kind::Login);
        QCOMPARE(asked[0].host, m_address);
        QCOMPARE(asked[0].path, u"team/repo.git"_s);
        QVERIFY(
            io.run(answerLogin(client, asked[0].number, u"me"_s, Secret(std::string_view(m_password)))).has_value());
        QVERIFY(m_client.reply(pull).value("ok", false));
        QTRY_COMPARE(count(ended), std::size_t{1});
        const auto late = io.run(refuse(client, asked[0].number));
        QCOMPARE(late.error().code, ErrorCode::NotFound);
        flow.request_stop();
    }
};

QTEST_GUILESS_MAIN(CredentialTest)
#include "credential_test.moc"
