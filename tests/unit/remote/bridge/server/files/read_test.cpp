#include "remote/bridge/server/files/read.h"
#include "tests/support/temporary_folder.h"

#include <QCryptographicHash>
#include <QTest>

#include <sys/stat.h>

using namespace kalpana::bridge::server;
using namespace kalpana::test;
using namespace Qt::StringLiterals;

class ReadTest final : public QObject {
    Q_OBJECT

    TemporaryFolder m_folder;
    Root m_root{m_folder.path().toStdString()};

    Outcome<FileContent> read(const char* path, std::uint64_t offset = 0,
                              std::optional<std::uint64_t> length = {}) const
    {
        return readFile(m_root, {.path = path, .offset = offset, .length = length}, {});
    }

private Q_SLOTS:
    void text_comesWithItsHash_andLineEnding()
    {
        m_folder.write(u"text"_s, "eins\r\nzwei\r\n");
        const auto content = read("text");
        QVERIFY(content.has_value());
        QCOMPARE(content->content, "eins\r\nzwei\r\n");
        QCOMPARE(content->isText, true);
        QCOMPARE(content->lineEnding, "crlf");
        QCOMPARE(content->truncated, false);
        QCOMPARE(QByteArray::fromStdString(content->hash),
                 QCryptographicHash::hash("eins\r\nzwei\r\n", QCryptographicHash::Sha256).toHex());
    }

    void range_isCutAtWholeCharacters()
    {
        m_folder.write(u"umlaut"_s, "aä€z"); // 1 + 2 + 3 + 1 bytes
        const auto middle = read("umlaut", 2, 4);
        QCOMPARE(middle->content, "€");
        QCOMPARE(middle->offset, 3U);
        QCOMPARE(middle->truncated, true);
        QCOMPARE(read("umlaut", 3)->content, "€z");
        QCOMPARE(read("umlaut", 3)->truncated, false);
        QCOMPARE(read("umlaut", 99)->content, "");
        QCOMPARE(read("umlaut", 2, 4)->hash, read("umlaut")->hash);
    }

    void binary_isToldApart()
    {
        m_folder.write(u"image"_s, QByteArray("\x89PNG\0\1\2", 7));
        const auto content = read("image");
        QCOMPARE(content->isText, false);
        QCOMPARE(content->content.size(), std::size_t{7});
    }

    void bytes_comeAsTheyStand()
    {
        m_folder.write(u"umlaut"_s, "aä€z");
        const auto content = readFile(m_root, {.path = "umlaut", .offset = 2, .length = 2, .asBytes = true}, {});
        QCOMPARE(content->content, "\xa4\xe2");
        QCOMPARE(content->isText, false);
        QCOMPARE(content->encoding, Encoding::Utf8);
        QCOMPARE(content->offset, 2U);
    }

    void lines_areCounted_andCutOut()
    {
        m_folder.write(u"lines"_s, "one\ntwo\r\n\nfour");
        const auto lines = [&](std::uint64_t first, std::optional<std::uint64_t> count) {
            return readFile(m_root, {.path = "lines", .line = first, .lines = count}, {}).value();
        };
        QCOMPARE(lines(1, {}).content, "one\ntwo\r\n\nfour");
        QCOMPARE(lines(1, {}).lines, 4U);
        QCOMPARE(lines(2, 2).content, "two\r\n\n");
        QCOMPARE(lines(2, 2).offset, 4U);
        QCOMPARE(lines(2, 2).length, 6U);
        QCOMPARE(lines(2, 2).truncated, true);
        QCOMPARE(lines(4, 9).content, "four");
        QCOMPARE(lines(4, 9).truncated, false);
        QCOMPARE(lines(5, 1).content, "");
        QCOMPARE(lines(5, 1).offset, lines(1, {}).size);
        QCOMPARE(lines(1, 0).content, "");
        QCOMPARE(lines(2, 2).hash, lines(1, {}).hash);
    }

    void otherEncodings_areReadAsText_andTold_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("encoding");
        QTest::newRow("bom") << QByteArray("\xef\xbb\xbfh\xc3\xa9") << QByteArray("hé") << QByteArray("utf-8-bom");
        QTest::newRow("le") << QByteArray("\xff\xfeh\0\xe9\0\x3d\xd8\x00\xde", 10) << QByteArray("hé😀")
                            << QByteArray("utf-16le");
        QTest::newRow("be") << QByteArray("\xfe\xff\0h\0\xe9", 6) << QByteArray("hé") << QByteArray("utf-16be");
        QTest::newRow("1252") << QByteArray("h\xe9 \x80") << QByteArray("hé €") << QByteArray("windows-1252");
    }
    void otherEncodings_areReadAsText_andTold()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, encoding);
        m_folder.write(u"encoded"_s, bytes);
        const auto content = read("encoded");
        QCOMPARE(QByteArray::fromStdString(content->content), text);
        QCOMPARE(QByteArray::fromStdString(std::string(nameOf(content->encoding))), encoding);
        QCOMPARE(content->truncated, false);
        // In parts of any size it is the same text.
        for (const std::uint64_t size : {4U, 5U, 7U}) {
            QByteArray together;
            std::uint64_t offset = 0;
            for (bool more = true; more;) {
                const auto part = read("encoded", offset, size);
                QVERIFY(part->length != 0);
                together += QByteArray::fromStdString(part->content);
                offset = part->offset + part->length;
                more = part->truncated;
            }
            QCOMPARE(together, text);
        }
    }

    void utf16_hasNoLineRanges()
    {
        m_folder.write(u"wide"_s, QByteArray("\xff\xfe\n\0", 4));
        const auto refused = readFile(m_root, {.path = "wide", .line = 1}, {});
        QCOMPARE(refused.error().code, Code::BadRequest);
        QCOMPARE(refused.error().field, "line");
    }

    void emptyFile_isText()
    {
        m_folder.write(u"empty"_s, "");
        QCOMPARE(read("empty")->isText, true);
        QCOMPARE(read("empty")->lineEnding, "none");
    }

    void bigFile_comesInParts()
    {
        const QByteArray big = QByteArray("0123456789abcde\n").repeated(400000); // 6.4 MB
        m_folder.write(u"big"_s, big);
        QByteArray together;
        std::string hash;
        for (bool more = true; more;) {
            const auto part = read("big", static_cast<std::uint64_t>(together.size()));
            QVERIFY(part.has_value() && part->content.size() <= kMaxReadBytes);
            together += QByteArray::fromStdString(part->content);
            hash = part->hash;
            more = part->truncated;
        }
        QCOMPARE(together, big);
        QCOMPARE(QByteArray::fromStdString(hash), QCryptographicHash::hash(big, QCryptographicHash::Sha256).toHex());
    }

    void whatIsNoFile_isRefused_andNobodyWaitsForAPipe()
    {
        QCOMPARE(read(".").error().code, Code::BadRequest);
        QCOMPARE(::mkfifo(m_folder.path(u"pipe"_s).toUtf8().constData(), 0600), 0);
        QCOMPARE(read("pipe").error().code, Code::BadRequest);
        QCOMPARE(read("pipe").error().field, "path");
    }

    void stop_endsReading()
    {
        m_folder.write(u"some"_s, "text");
        std::stop_source stopped;
        stopped.request_stop();
        QCOMPARE(readFile(m_root, {.path = "some"}, stopped.get_token()).error().code, Code::Cancelled);
    }
};

QTEST_GUILESS_MAIN(ReadTest)
#include "read_test.moc"
