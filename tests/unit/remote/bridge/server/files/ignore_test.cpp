#include "remote/bridge/server/files/ignore.h"
#include "remote/bridge/server/files/walk.h"
#include "tests/support/temporary_folder.h"

#include <QProcess>
#include <QTest>

using namespace kalpana::bridge::server;
using namespace kalpana::test;
using namespace Qt::StringLiterals;

/// Against the real Git: what it lists as untracked is what a walk visits.
class IgnoreTest final : public QObject {
    Q_OBJECT

    std::uint32_t m_state = 11;

    std::uint32_t random(std::uint32_t below)
    {
        m_state = m_state * 1664525U + 1013904223U;
        return (m_state >> 16U) % below;
    }
    template <std::size_t Size>
    const char* oneOf(const std::array<const char*, Size>& choices)
    {
        return choices.at(random(Size));
    }

    QByteArray pattern()
    {
        static constexpr std::array pieces{"a",  "b",    "foo",  "ba",   "*",          "*",      "**",    "?",  "/",
                                           "/",  "/",    ".o",   "[ab]", "[!a]",       "[a-f]",  "[^f]",  "x*", "\\*",
                                           "[]", "[]-]", "[a-",  "\\",   "[[:alpha:]", "[\\]x]", " ",     "é",  "**/",
                                           "**", "*/",   "/**/", "a b",  "[[:nope:]]", "!",      "build", "#"};
        QByteArray line = random(5) == 0 ? "!" : random(12) == 0 ? "#" : "";
        for (std::uint32_t count = 1 + random(5); count > 0; --count)
            line += oneOf(pieces);
        line += random(5) == 0 ? "/" : random(8) == 0 ? " " : random(9) == 0 ? "\\ " : random(9) == 0 ? "\r" : "";
        return line;
    }

    QByteArray patterns(std::uint32_t most)
    {
        QByteArray text = random(10) == 0 ? "\xef\xbb\xbf" : "";
        for (std::uint32_t count = random(most); count > 0; --count)
            text += pattern() + '\n';
        if (random(4) == 0)
            text.chop(1);
        return text;
    }

    QString path()
    {
        static constexpr std::array names{"a",     "b",      "foo", "ba",  "a.o",  "foo.o", "x*", "x1",
                                          "build", "#",      "!",   "é",   "a b",  "b ",    "[]", "\\",
                                          "foob",  "foobar", "bar", "abc", ".foo", "-",     "]",  "ff"};
        QString path = QString::fromUtf8(oneOf(names));
        while (random(2) == 0)
            path += u'/' + QString::fromUtf8(oneOf(names));
        return path;
    }

    static QStringList untracked(const QString& folder)
    {
        QProcess git;
        git.setWorkingDirectory(folder);
        git.start(u"git"_s, {u"ls-files"_s, u"--others"_s, u"--exclude-standard"_s, u"-z"_s});
        git.waitForFinished();
        auto paths = QString::fromUtf8(git.readAllStandardOutput()).split(u'\0', Qt::SkipEmptyParts);
        paths.sort();
        return paths;
    }

    static QStringList visited(const QString& folder, const std::string& path = {})
    {
        QStringList paths;
        const auto walked = walk(Root(folder.toStdString()), {.path = path}, {}, [&paths](const Entry& entry) {
            if (entry.kind != Kind::Folder)
                paths.append(QString::fromUtf8(entry.path.data(), static_cast<qsizetype>(entry.path.size())));
            return Visit::GoOn;
        });
        if (!walked)
            paths.append(QString::fromStdString(walked.error().message));
        paths.sort();
        return paths;
    }

    static void makeRepository(const QString& folder)
    {
        QDir().mkpath(folder);
        QCOMPARE(QProcess::execute(u"git"_s, {u"init"_s, u"-q"_s, u"--template="_s, folder}), 0);
    }

private Q_SLOTS:
    void whatGitIgnores_isNotVisited()
    {
        int ignored = 0;
        const TemporaryFolder folder;
        makeRepository(folder.path());
        for (int files = 0; files < 300; ++files) {
            const auto name = path();
            if (!QFileInfo::exists(folder.path(name)) && QDir().mkpath(QFileInfo(folder.path(name)).path()))
                folder.write(name, "");
        }
        const auto all = visited(folder.path());
        for (int round = 0; round < 150; ++round) {
            QMap<QString, QByteArray> rules;
            rules[u".gitignore"_s] = patterns(8);
            rules[u".git/info/exclude"_s] = patterns(4);
            for (const auto& name : QDir(folder.path()).entryList(QDir::Dirs | QDir::NoDotAndDotDot))
                rules[name + u"/.gitignore"_s] = random(2) == 0 ? patterns(4) : QByteArray();
            QByteArray said;
            for (const auto& [name, text] : rules.asKeyValueRange()) {
                folder.write(name, text);
                said += name.toUtf8() + ":\n" + text + '\n';
            }
            const auto expected = untracked(folder.path());
            const auto found = visited(folder.path());
            ignored += std::ranges::all_of(all, [&](const auto& path) { return expected.contains(path); }) ? 0 : 1;
            for (const auto& path : expected)
                QVERIFY2(found.contains(path), (path.toUtf8() + " is wanted by Git, with\n" + said).constData());
            for (const auto& path : found)
                QVERIFY2(expected.contains(path), (path.toUtf8() + " is ignored by Git, with\n" + said).constData());
        }
        QVERIFY(ignored > 50); // the patterns do say something
    }

    void repositoryWithinARepository_hasItsOwnRules()
    {
        const TemporaryFolder folder;
        makeRepository(folder.path());
        makeRepository(folder.path(u"inner"_s));
        folder.write(u".gitignore"_s, "*.log\n");
        folder.write(u"inner/a.log"_s, "");
        folder.write(u"inner/b.tmp"_s, "");
        folder.write(u"inner/deep/c.tmp"_s, "");
        QDir().mkpath(folder.path(u"inner/.git/info"_s));
        folder.write(u"inner/.git/info/exclude"_s, "*.tmp\n");
        QStringList expected;
        for (const auto& path : untracked(folder.path(u"inner"_s)))
            expected.append(u"inner/"_s + path);
        QCOMPARE(expected, QStringList{u"inner/a.log"_s});
        QCOMPARE(visited(folder.path(), "inner"), expected);
        QCOMPARE(visited(folder.path(), "inner/deep"), QStringList());
        QCOMPARE(visited(folder.path()), (QStringList{u".gitignore"_s} + expected));
    }

    void ruleFileThatIsALink_isNotFollowed()
    {
        const TemporaryFolder folder;
        makeRepository(folder.path());
        folder.write(u"rules"_s, "*.log\n");
        folder.write(u"a.log"_s, "");
        QVERIFY(QFile::link(u"rules"_s, folder.path(u".gitignore"_s)));
        QCOMPARE(visited(folder.path()), untracked(folder.path()));
        QVERIFY(visited(folder.path()).contains(u"a.log"_s));
    }
};

QTEST_GUILESS_MAIN(IgnoreTest)
#include "ignore_test.moc"
