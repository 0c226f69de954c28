#include "remote/bridge/server/checkpoint/checkpoints.h"
#include "tests/support/temporary_folder.h"

#include <QDirIterator>
#include <QRandomGenerator>
#include <QTest>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <optional>

using namespace kalpana::bridge::server;
using namespace kalpana::test;
using namespace Qt::StringLiterals;

/// What takes many or large files with the real limits, here with small ones.
class CheckpointsTest final : public QObject {
    Q_OBJECT

    struct Box {
        explicit Box(CheckpointLimits limits)
            : checkpoints(loop.get_executor(),
                          {children, workers, root, folder.path(u"state"_s).toStdString(),
                           folder.path(u"data"_s).toStdString()},
                          limits)
        {
            QDir().mkpath(folder.path(u"root"_s));
        }
        ~Box() { workers.join(); }

        template <typename T>
        T run(asio::awaitable<T> work)
        {
            std::optional<T> result;
            asio::co_spawn(loop, std::move(work), [&](std::exception_ptr, T value) {
                result = std::move(value);
                loop.stop();
            });
            loop.restart();
            loop.run();
            return std::move(*result);
        }
        void writeNoise(const QString& name, int size) const
        {
            QByteArray bytes(size, '\0');
            for (auto& byte : bytes)
                byte = static_cast<char>(QRandomGenerator::global()->generate());
            folder.write(u"root/"_s + name, bytes);
        }
        qint64 sizeOfRepository() const
        {
            qint64 size = 0;
            QDirIterator files(folder.path(u"state/repository"_s), QDir::Files, QDirIterator::Subdirectories);
            while (files.hasNext())
                size += QFileInfo(files.next()).size();
            return size;
        }

        TemporaryFolder folder;
        asio::io_context loop{1};
        Workers workers;
        Children children{loop.get_executor()};
        Root root{folder.path(u"root"_s).toStdString()};
        Checkpoints checkpoints;
    };

private Q_SLOTS:
    void repositoryOverItsLimit_letsGoOfTheOldest()
    {
        Box box({.bytes = 400'000, .filesBeforePacking = 3});
        for (int i = 0; i < 12; ++i) {
            box.writeNoise(u"noise"_s, 100'000);
            const auto created = box.run(box.checkpoints.create({}, {}));
            QVERIFY(created.has_value());
            QCOMPARE(created->checkpoint.id, static_cast<std::uint32_t>(i + 1));
        }
        const auto listed = box.run(box.checkpoints.list({})); // waits for the packing
        QVERIFY(listed.has_value());
        QVERIFY2(!listed->empty() && listed->size() < 6, qPrintable(QString::number(listed->size())));
        QCOMPARE(listed->back().id, 12U);
        QVERIFY2(box.sizeOfRepository() < 600'000, qPrintable(QString::number(box.sizeOfRepository())));
    }

    void snapshotOverItsLimit_skipsTheRest_andNamesIt()
    {
        Box box({.snapshot = {.fileBytes = 1000, .totalBytes = 1500}});
        for (const auto* name : {"a", "b", "c"})
            box.writeNoise(QLatin1String(name), 700);
        box.writeNoise(u"d"_s, 1001);
        const auto created = box.run(box.checkpoints.create({}, {}));
        QVERIFY(created.has_value());
        QCOMPARE(created->skipped.size(), std::size_t{2});
        QCOMPARE(created->skipped[0].path, "c");
        QCOMPARE(created->skipped[0].reason, Skipped::Reason::TooMuch);
        QCOMPARE(created->skipped[1].path, "d");
        QCOMPARE(created->skipped[1].reason, Skipped::Reason::TooBig);
        QCOMPARE(created->skipped[1].size, 1001U);
    }

    void stopped_itIsCancelled_andTheNextOneWorks()
    {
        Box box({});
        box.writeNoise(u"a"_s, 10);
        std::stop_source stop;
        stop.request_stop();
        const auto cancelled = box.run(box.checkpoints.create({}, stop.get_token()));
        QVERIFY(!cancelled);
        QCOMPARE(cancelled.error().code, Code::Cancelled);
        QVERIFY(box.run(box.checkpoints.create({}, {})).has_value());
    }
};

QTEST_GUILESS_MAIN(CheckpointsTest)
#include "checkpoints_test.moc"
