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
        QCOMPARE(content->bytes, "eins\r\nzwei\r\n");
        QCOMPARE(content->text, true);
        QCOMPARE(content->lineEnding, "crlf");
        QCOMPARE(content->truncated, false);
        QCOMPARE(QByteArray::fromStdString(content->hash),
                 QCryptographicHash::hash("eins\r\nzwei\r\n", QCryptographicHash::Sha256).toHex());
    }

    void range_isCutAtWholeCharacters()
    {
        m_folder.write(u"umlaut"_s, "aä€z"); // 1 + 2 + 3 + 1 bytes
        const auto middle = read("umlaut", 2, 4);
        QCOMPARE(middle->bytes, "€");
        QCOMPARE(middle->offset, 3U);
        QCOMPARE(middle->truncated, true);
        QCOMPARE(read("umlaut", 3)->bytes, "€z");
        QCOMPARE(read("umlaut", 3)->truncated, false);
        QCOMPARE(read("umlaut", 99)->bytes, "");
        QCOMPARE(read("umlaut", 2, 4)->hash, read("umlaut")->hash);
    }

    void binary_isToldApart()
    {
        m_folder.write(u"image"_s, QByteArray("\x89PNG\0\1\2", 7));
        const auto content = read("image");
        QCOMPARE(content->text, false);
        QCOMPARE(content->bytes.size(), std::size_t{7});
    }

    void emptyFile_isText()
    {
        m_folder.write(u"empty"_s, "");
        QCOMPARE(read("empty")->text, true);
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
            QVERIFY(part.has_value() && part->bytes.size() <= kMaxReadBytes);
            together += QByteArray::fromStdString(part->bytes);
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
