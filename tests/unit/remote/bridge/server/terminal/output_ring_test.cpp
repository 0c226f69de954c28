#include "remote/bridge/server/terminal/output_ring.h"
#include "tests/support/signal_process.h"
#include "tests/support/temporary_folder.h"

#include <QFile>
#include <QTest>

#include <csignal>
#include <sys/resource.h>
#include <sys/wait.h>

using namespace kalpana::bridge::server;
using kalpana::test::TemporaryFolder;

class OutputRingTest final : public QObject {
    Q_OBJECT

    static constexpr std::uint64_t kCapacity = 4 * OutputRing::kMostAppended;

    static std::string numbered(std::uint64_t from, std::size_t count)
    {
        std::string bytes(count, '\0');
        for (std::size_t i = 0; i < count; ++i)
            bytes[i] = static_cast<char>('a' + (from + i) % 23);
        return bytes;
    }

    static std::string all(const OutputRing& ring)
    {
        std::string bytes(ring.end() - ring.start(), '\0');
        bytes.resize(ring.read(ring.start(), bytes));
        return bytes;
    }

    std::string path(const char* name = "ring") const { return m_folder.path(QString::fromUtf8(name)).toStdString(); }

    TemporaryFolder m_folder;

private Q_SLOTS:
    void whatWasAppended_isReadByItsOffset()
    {
        auto ring = OutputRing::create(path(), kCapacity).value();
        QVERIFY(ring.append("hello ").has_value());
        QVERIFY(ring.append("world").has_value());
        QCOMPARE(ring.start(), std::uint64_t{0});
        QCOMPARE(ring.end(), std::uint64_t{11});
        std::array<char, 64> buffer{};
        QCOMPARE(ring.read(6, buffer), std::size_t{5});
        QCOMPARE(std::string(buffer.data(), 5), "world");
        QCOMPARE(ring.read(11, buffer), std::size_t{0});
        QCOMPARE(ring.read(12, buffer), std::size_t{0});
    }

    void oldBytesMakeRoom_andOffsetsGoOn()
    {
        auto ring = OutputRing::create(path(), kCapacity).value();
        std::uint64_t written = 0;
        for (int i = 0; i < 100; ++i) {
            const auto piece = numbered(written, static_cast<std::size_t>(1 + (i * 7919) % 60000));
            QVERIFY(ring.append(piece).has_value());
            written += piece.size();
            QCOMPARE(ring.end(), written);
            QVERIFY(ring.end() - ring.start() <= kCapacity);
            QVERIFY(all(ring) == numbered(ring.start(), ring.end() - ring.start()));
        }
        std::array<char, 1> buffer{};
        QCOMPARE(ring.read(ring.start() - 1, buffer), std::size_t{0});
    }

    void anotherProcess_findsWhatOneLeft()
    {
        {
            auto ring = OutputRing::create(path(), kCapacity).value();
            for (std::uint64_t at = 0; at < 500000; at += 50000)
                QVERIFY(ring.append(numbered(at, 50000)).has_value());
        }
        auto ring = OutputRing::open(path()).value();
        QCOMPARE(ring.end(), std::uint64_t{500000});
        QVERIFY(all(ring) == numbered(ring.start(), ring.end() - ring.start()));
        QVERIFY(ring.append(numbered(500000, 1000)).has_value());
        QVERIFY(all(ring) == numbered(ring.start(), ring.end() - ring.start()));
    }

    void processThatIsKilled_leavesWholeBytes()
    {
        for (int round = 0; round < 20; ++round) {
            const pid_t writer = ::fork();
            if (writer == 0) {
                auto ring = OutputRing::create(path(), kCapacity).value();
                for (;;)
                    (void)ring.append(numbered(ring.end(), 1 + ring.end() % 64000));
            }
            QTRY_VERIFY(OutputRing::open(path()) && OutputRing::open(path())->end() > 1000000);
            kalpana::test::signalProcess(writer, SIGKILL);
            ::waitpid(writer, nullptr, 0);
            const auto ring = OutputRing::open(path()).value();
            QVERIFY(all(ring) == numbered(ring.start(), ring.end() - ring.start()));
            QFile::remove(QString::fromStdString(path()));
        }
    }

    void file_isForItsUserAlone_andHasItsWholeSizeAtOnce()
    {
        const auto ring = OutputRing::create(path(), kCapacity).value();
        const QFile file(QString::fromStdString(path()));
        QCOMPARE(file.permissions() & (QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther),
                 QFile::Permissions());
        QCOMPARE(file.size(), static_cast<qint64>(kCapacity) + 4096);
    }

    void fullDisk_isSaid_andLeavesNoFile()
    {
        const pid_t writer = ::fork();
        if (writer == 0) {
            const rlimit small{.rlim_cur = 100000, .rlim_max = 100000};
            ::setrlimit(RLIMIT_FSIZE, &small);
            ::signal(SIGXFSZ, SIG_IGN);
            ::_exit(OutputRing::create(path(), kCapacity).has_value() ? 1 : 0);
        }
        int status = -1;
        ::waitpid(writer, &status, 0);
        QCOMPARE(status, 0);
        QVERIFY(!QFile::exists(QString::fromStdString(path())));
    }

    void otherFiles_areRefused_data()
    {
        QTest::addColumn<QByteArray>("content");
        QByteArray good("kalpana terminal ring 1\n");
        good.resize(4096 + 262144, '\0');
        const std::uint64_t capacity = 262144;
        std::memcpy(good.data() + 64, &capacity, sizeof capacity);
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("something else") << QByteArray(300000, 'x');
        QTest::newRow("cut short") << good.first(good.size() - 1);
        auto zero = good;
        zero.replace(64, 8, QByteArray(8, '\0'));
        QTest::newRow("no capacity") << zero;
        auto huge = good;
        huge.replace(64, 8, QByteArray(8, '\xff'));
        QTest::newRow("an impossible capacity") << huge;
    }

    void otherFiles_areRefused()
    {
        QFETCH(QByteArray, content);
        m_folder.write(QStringLiteral("other"), content);
        QVERIFY(!OutputRing::open(path("other")).has_value());
    }

    void missingFile_isSaid() { QVERIFY(!OutputRing::open(path("missing")).has_value()); }

    void inMemory_goesOnFromAnOffset()
    {
        auto ring = OutputRing::inMemory(kCapacity, 1000).value();
        QCOMPARE(ring.start(), std::uint64_t{1000});
        QVERIFY(ring.append("abc").has_value());
        QCOMPARE(all(ring), "abc");
        QCOMPARE(ring.start(), std::uint64_t{1000});
    }
};

QTEST_GUILESS_MAIN(OutputRingTest)
#include "output_ring_test.moc"
