#include "remote/bridge/server/code_server/editor_link.h"
#include "tests/support/temporary_folder.h"

#include <QDir>
#include <QFileInfo>
#include <QTest>

using namespace kalpana::bridge::server;
using namespace kalpana::test;
using namespace Qt::StringLiterals;

class EditorLinkTest final : public QObject {
    Q_OBJECT

    TemporaryFolder m_folder;

    void install(const QString& version, const QStringList& extensions)
    {
        for (const auto& name : extensions)
            m_folder.write(version + u"/lib/vscode/extensions/"_s + name + u"/package.json"_s, "{}");
    }
    kalpana::bridge::protocol::Outcome<std::string> lay(const QString& version) const
    {
        return layBuiltinExtensions(m_folder.path(version).toStdString(), m_folder.path(u"built"_s).toStdString());
    }
    QStringList laid() const
    {
        return QDir(m_folder.path(u"built"_s)).entryList(QDir::AllEntries | QDir::System | QDir::NoDotAndDotDot);
    }

private Q_SLOTS:
    void ours_standsBesideThoseOfTheVersionThatRuns()
    {
        install(u"1"_s, {u"git"_s, u"old"_s});
        QCOMPARE(lay(u"1"_s).value_or(""), m_folder.path(u"built"_s).toStdString());
        QCOMPARE(laid(), (QStringList{u"git"_s, u"kalpana.editor-link"_s, u"old"_s}));
        QVERIFY(m_folder.read(u"built/kalpana.editor-link/extension.js"_s).contains("exports.activate"));
        QVERIFY(m_folder.read(u"built/kalpana.editor-link/package.json"_s).contains("onStartupFinished"));
        install(u"2"_s, {u"git"_s, u"new"_s});
        QVERIFY(lay(u"2"_s).has_value());
        QCOMPARE(laid(), (QStringList{u"git"_s, u"kalpana.editor-link"_s, u"new"_s}));
        QCOMPARE(QFile::symLinkTarget(m_folder.path(u"built/git"_s)), m_folder.path(u"2/lib/vscode/extensions/git"_s));
        QVERIFY(QFile::exists(m_folder.path(u"1/lib/vscode/extensions/old/package.json"_s))); // links went, not these
    }

    void whatIsRight_isLeftAlone_andWhatIsNot_isMended()
    {
        install(u"1"_s, {u"git"_s});
        QVERIFY(lay(u"1"_s).has_value());
        const auto folder = m_folder.path(u"built"_s);
        const auto before = QFileInfo(folder).lastModified();
        QVERIFY(lay(u"1"_s).has_value());
        QCOMPARE(QFileInfo(folder).lastModified(), before); // or the editor would read all of them again
        m_folder.write(u"built/kalpana.editor-link/extension.js"_s, "hacked");
        QVERIFY(QFile::remove(folder + u"/git"_s));
        m_folder.write(u"built/git/package.json"_s, "hacked");
        QVERIFY(lay(u"1"_s).has_value());
        QVERIFY(!m_folder.read(u"built/kalpana.editor-link/extension.js"_s).contains("hacked"));
        QCOMPARE(m_folder.read(u"built/git/package.json"_s), QByteArray("{}"));
    }

    void aCodeServerWithoutAny_keepsItsOwn()
    {
        QCOMPARE(lay(u"none"_s).value_or("?"), "");
        QVERIFY(!QFile::exists(m_folder.path(u"built/x"_s)));
    }
};

QTEST_GUILESS_MAIN(EditorLinkTest)
#include "editor_link_test.moc"
