#include "remote/bridge/server/files/edit.h"
#include "remote/bridge/server/files/read.h"
#include "tests/support/temporary_folder.h"

#include <QTest>

#include <sys/stat.h>

using namespace kalpana::bridge::server;
using namespace kalpana::test;
using namespace Qt::StringLiterals;

class EditTest final : public QObject {
    Q_OBJECT

    TemporaryFolder m_folder;
    Root m_root{m_folder.path().toStdString()};

    Outcome<Edited> edit(std::vector<Substitution> substitutions) const
    {
        return editFile(m_root, {.path = "file", .substitutions = std::move(substitutions)}, {});
    }
    Outcome<Edited> patch(std::string diff) const
    {
        return editFile(m_root, {.path = "file", .diff = std::move(diff)}, {});
    }
    void write(const QByteArray& content) const { m_folder.write(u"file"_s, content); }
    QByteArray content() const { return m_folder.read(u"file"_s); }

private Q_SLOTS:
    void edits_areMadeOneAfterTheOther_andTheHashIsTold()
    {
        write("one two two\n");
        const auto edited = edit({{"one", "1"}, {"two", "2", 2}, {"1 2", "12"}});
        QVERIFY(edited.has_value());
        QCOMPARE(content(), QByteArray("12 2\n"));
        QCOMPARE(edited->substitutions, 4U);
        QCOMPARE(edited->written.hash, readFile(m_root, {.path = "file"}, {})->hash);
        QCOMPARE(edited->written.size, 5U);
    }

    void oneEditThatDoesNotFit_meansNone()
    {
        write("one two two\n");
        const auto wrongCount = edit({{"one", "1"}, {"two", "2"}});
        QCOMPARE(wrongCount.error().code, Code::NoMatch);
        QCOMPARE(wrongCount.error().field, "edits");
        QVERIFY(wrongCount.error().message.contains("edit 2 stands 2 times in file, not once"));
        QVERIFY(edit({{"three", "3"}}).error().message.contains("nowhere"));
        QCOMPARE(content(), QByteArray("one two two\n"));
    }

    void overlappingPlaces_countOnce()
    {
        write("aaaa");
        QCOMPARE(edit({{"aa", "b", 2}})->substitutions, 2U);
        QCOMPARE(content(), QByteArray("bb"));
    }

    void fileThatChangedSinceItWasRead_isAConflict_andStays()
    {
        write("read");
        const auto hash = readFile(m_root, {.path = "file"}, {})->hash;
        write("by another, read");
        const auto edited =
            editFile(m_root, {.path = "file", .substitutions = {{"read", "x"}}, .expectedHash = hash}, {});
        QCOMPARE(edited.error().code, Code::Conflict);
        QCOMPARE(content(), QByteArray("by another, read"));
    }

    void mode_isKept()
    {
        write("#!/bin/sh\n");
        ::chmod(m_folder.path(u"file"_s).toUtf8().constData(), 0750);
        QVERIFY(edit({{"sh", "bash"}}).has_value());
        struct stat facts{};
        ::stat(m_folder.path(u"file"_s).toUtf8().constData(), &facts);
        QCOMPARE(facts.st_mode & 07777U, 0750U);
    }

    void lineEndings_areKept_andMayBeGivenEitherWay()
    {
        write("one\r\ntwo\r\nthree");
        QVERIFY(edit({{"one\ntwo", "1\n2"}}).has_value());
        QCOMPARE(content(), QByteArray("1\r\n2\r\nthree"));
        QVERIFY(edit({{"1\r\n2", "one\r\ntwo"}}).has_value());
        QCOMPARE(content(), QByteArray("one\r\ntwo\r\nthree"));
        QVERIFY(patch("@@ -1,3 +1,3 @@\n one\n-two\n+2\n three\n\\ No newline at end of file\n").has_value());
        QCOMPARE(content(), QByteArray("one\r\n2\r\nthree"));
        write("mixed\r\nlines\n");
        QCOMPARE(edit({{"mixed\nlines", "x"}}).error().code, Code::NoMatch);
    }

    void encoding_isKept()
    {
        write("\xe9t\xe9\n"); // windows-1252
        QVERIFY(edit({{"été", "hiver à 10 €"}}).has_value());
        QCOMPARE(content(), QByteArray("hiver \xe0 10 \x80\n"));
        const auto refused = edit({{"hiver", "❄"}});
        QCOMPARE(refused.error().code, Code::BadRequest);
        QCOMPARE(refused.error().field, "encoding");
        QCOMPARE(content(), QByteArray("hiver \xe0 10 \x80\n"));
        write(QByteArray("\xff\xfe\x61\0\r\0\n\0", 8));
        QVERIFY(edit({{"a\n", "b\nc\n"}}).has_value());
        QCOMPARE(content(), QByteArray("\xff\xfe\x62\0\r\0\n\0\x63\0\r\0\n\0", 14));
        write("\xef\xbb\xbf# x\n");
        QVERIFY(edit({{"# x", "# y"}}).has_value());
        QCOMPARE(content(), QByteArray("\xef\xbb\xbf# y\n"));
    }

    void diff_isApplied()
    {
        write("a\nb\nc\n");
        const auto edited = patch("--- a/file\n+++ b/file\n@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n");
        QCOMPARE(edited->hunks, 1U);
        QCOMPARE(content(), QByteArray("a\nB\nc\n"));
        QCOMPARE(patch("@@ -1 +1 @@\n-x\n+y\n").error().code, Code::NoMatch);
        QCOMPARE(patch("no diff").error().code, Code::BadRequest);
    }

    void whatIsNoTextFile_isRefused()
    {
        write(QByteArray("a\0b", 3));
        QCOMPARE(edit({{"a", "b"}}).error().code, Code::BadRequest);
        QCOMPARE(editFile(m_root, {.path = "none", .substitutions = {{"a", "b"}}}, {}).error().code, Code::NotFound);
        QCOMPARE(editFile(m_root, {.path = ".", .substitutions = {{"a", "b"}}}, {}).error().code, Code::BadRequest);
        QVERIFY(!QFile::exists(m_folder.path(u"none"_s)));
    }

    void whatWouldGetTooLarge_isRefused_beforeItNeedsTheMemory()
    {
        write(QByteArray(1000000, 'a'));
        QCOMPARE(edit({{"a", std::string(1000000, 'b'), 1000000}}).error().code, Code::TooLarge);
    }

    void editThatChangesNothing_leavesTheFileAlone()
    {
        write("same\n");
        struct stat before{};
        ::stat(m_folder.path(u"file"_s).toUtf8().constData(), &before);
        QVERIFY(edit({{"same", "same"}}).has_value());
        struct stat after{};
        ::stat(m_folder.path(u"file"_s).toUtf8().constData(), &after);
        QCOMPARE(after.st_ino, before.st_ino);
    }
};

QTEST_GUILESS_MAIN(EditTest)
#include "edit_test.moc"
