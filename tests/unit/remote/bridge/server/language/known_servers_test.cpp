#include "remote/bridge/server/language/known_servers.h"
#include "tests/support/temporary_folder.h"

#include <QTest>

using namespace kalpana::bridge::server;
using namespace kalpana::test;
using namespace Qt::StringLiterals;

/// Which program is asked about which file.
class KnownServersTest final : public QObject {
    Q_OBJECT

    TemporaryFolder m_folder;
    Environment m_environment = Environment::own();

    void install(const QString& name) const
    {
        QFile(m_folder.write(u"bin/"_s + name, "#!/bin/sh\n")).setPermissions(QFile::ReadOwner | QFile::ExeOwner);
    }

private Q_SLOTS:
    void init()
    {
        QDir(m_folder.path(u"bin"_s)).removeRecursively();
        m_environment.set("PATH", m_folder.path(u"bin"_s).toStdString());
    }

    void file_hasTheServerOfItsEnding_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("program");
        QTest::addColumn<QString>("languageId");
        QTest::newRow("c++") << u"src/a.cpp"_s << u"clangd-19"_s << u"cpp"_s;
        QTest::newRow("c") << u"a.c"_s << u"clangd-19"_s << u"c"_s;
        QTest::newRow("rust") << u"a.rs"_s << u"rust-analyzer"_s << u"rust"_s;
        QTest::newRow("go") << u"a.go"_s << u"gopls"_s << u"go"_s;
        QTest::newRow("python") << u"a.b.py"_s << u"pyright-langserver"_s << u"python"_s;
        QTest::newRow("react") << u"a.tsx"_s << u"typescript-language-server"_s << u"typescriptreact"_s;
    }
    void file_hasTheServerOfItsEnding()
    {
        QFETCH(const QString, file);
        QFETCH(const QString, program);
        QFETCH(const QString, languageId);
        const auto missing = programForFile(file.toStdString(), m_environment);
        QCOMPARE(missing.error().code, Code::Failed);
        QVERIFY(missing.error().message.contains("Install"));
        install(program);
        const auto found = programForFile(file.toStdString(), m_environment);
        QVERIFY(found.has_value());
        QCOMPARE(QString::fromStdString(found->argv.front()), m_folder.path(u"bin/"_s + program));
        QCOMPARE(QString::fromStdString(found->languageId), languageId);
        QCOMPARE(languageOf(file.toStdString()), languageId.toStdString());
        QVERIFY(programForLanguage(languageId.toStdString(), m_environment).has_value());
    }

    void plainName_comesBeforeAVersion()
    {
        install(u"clangd-19"_s);
        install(u"clangd"_s);
        QVERIFY(programForFile("a.cpp", m_environment)->argv.front().ends_with("/clangd"));
    }

    void fileOfNoKnownLanguage_isNamed()
    {
        for (const auto* file : {"src/README", "a.", "a.unknown", ".cpp/x", ""})
            QVERIFY2(!programForFile(file, m_environment).has_value(), file);
        QVERIFY(programForFile("src/notes.txt", m_environment).error().message.contains("notes.txt"));
        QVERIFY(programForLanguage("klingon", m_environment).error().message.contains("klingon"));
    }
};

QTEST_GUILESS_MAIN(KnownServersTest)
#include "known_servers_test.moc"
