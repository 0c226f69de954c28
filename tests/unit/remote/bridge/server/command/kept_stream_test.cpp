#include "remote/bridge/server/command/kept_stream.h"
#include "tests/support/temporary_folder.h"

#include <QFile>
#include <QTest>

using namespace kalpana::bridge::server;
using namespace kalpana::test;
using namespace Qt::StringLiterals;

class KeptStreamTest final : public QObject {
    Q_OBJECT

    static constexpr std::uint64_t kCapacity = 64;

    TemporaryFolder m_folder;
    int m_count = 0;

    std::string newPath() { return m_folder.path(QString::number(++m_count)).toStdString(); }

    /// All that is kept, a gap as "[its first offset after]".
    static std::string contentOf(const KeptStream& stream, std::size_t most = 7)
    {
        std::string all;
        for (std::uint64_t at = 0;;) {
            const auto piece = stream.read(at, most);
            if (piece.bytes.empty())
                return all;
            if (piece.offset != at)
                all += '[' + std::to_string(piece.offset) + ']';
            all += piece.bytes;
            at = piece.offset + piece.bytes.size();
        }
    }

    static std::string letters(std::size_t count)
    {
        std::string text;
        for (std::size_t i = 0; i < count; ++i)
            text += static_cast<char>('a' + i % 26);
        return text;
    }

private Q_SLOTS:
    void nothingPrinted_leavesNoFile()
    {
        const auto path = newPath();
        const KeptStream stream(path, kCapacity);
        QCOMPARE(contentOf(stream), "");
        QVERIFY(!QFile::exists(QString::fromStdString(path)));
    }

    void whatFits_isKeptWhole()
    {
        KeptStream stream(newPath(), kCapacity);
        const auto text = letters(kCapacity);
        for (const auto letter : text)
            QVERIFY(stream.append({&letter, 1}).has_value());
        QCOMPARE(contentOf(stream), text);
        QCOMPARE(stream.total(), kCapacity);
    }

    void longOutput_keepsItsBeginningAndItsEnd()
    {
        for (const std::size_t length : {65U, 97U, 128U, 1000U}) {
            KeptStream stream(newPath(), kCapacity);
            const auto text = letters(length);
            QVERIFY(stream.append(text.substr(0, 50)).has_value());
            QVERIFY(stream.append(text.substr(50)).has_value());
            QCOMPARE(contentOf(stream),
                     text.substr(0, 32) + '[' + std::to_string(length - 32) + ']' + text.substr(length - 32));
        }
    }

    void anotherProcess_findsIt()
    {
        const auto path = newPath();
        const auto text = letters(200);
        QVERIFY(KeptStream(path, kCapacity).append(text).has_value());
        const KeptStream found(path, kCapacity);
        QCOMPARE(found.total(), 200U);
        QCOMPARE(contentOf(found), text.substr(0, 32) + "[168]" + text.substr(168));
        QCOMPARE(QFile::permissions(QString::fromStdString(path)) & (QFile::ReadGroup | QFile::ReadOther), 0);
    }

    void whatCannotBeWritten_isSaidOnce_andCounted()
    {
        KeptStream stream(m_folder.path(u"missing/out"_s).toStdString(), kCapacity);
        QVERIFY(!stream.append("lost").has_value());
        QVERIFY(stream.append("more").has_value());
        QCOMPARE(stream.total(), 8U);
        QCOMPARE(contentOf(stream), "");
        QCOMPARE(stream.read(0, 10).offset, 8U);
    }
};

QTEST_GUILESS_MAIN(KeptStreamTest)
#include "kept_stream_test.moc"
