#include "remote/bridge/server/files/sha256.h"

#include <QCryptographicHash>
#include <QTest>

using namespace kalpana::bridge::server;

class Sha256Test final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void publishedVectors_areMet_data()
    {
        // FIPS 180-4's examples (csrc.nist.gov, SHA256.pdf), the empty text and a million times "a".
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("hash");
        QTest::addRow("empty") << QByteArray()
                               << QByteArray("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        QTest::addRow("one block") << QByteArray("abc")
                                   << QByteArray("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        QTest::addRow("two blocks") << QByteArray("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")
                                    << QByteArray("248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
        QTest::addRow("a million") << QByteArray(1000000, 'a')
                                   << QByteArray("cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    }
    void publishedVectors_areMet()
    {
        QFETCH(const QByteArray, text);
        QFETCH(const QByteArray, hash);
        for (const auto by : {Sha256::By::Processor, Sha256::By::Arithmetic}) {
            Sha256 made(by);
            made.add({text.constData(), static_cast<std::size_t>(text.size())});
            QCOMPARE(made.hex(), hash.toStdString());
        }
    }

    void bothWays_agree_onRandomBytesOfRandomLengths()
    {
        std::uint32_t state = 7;
        const auto random = [&state](std::uint32_t below) {
            state = state * 1664525U + 1013904223U;
            return (state >> 8U) % below;
        };
        for (int round = 0; round < 200; ++round) {
            QByteArray bytes(static_cast<qsizetype>(random(20000)), Qt::Uninitialized);
            for (auto& byte : bytes)
                byte = static_cast<char>(random(256));
            const std::string_view all(bytes.constData(), static_cast<std::size_t>(bytes.size()));
            const auto cut = random(static_cast<std::uint32_t>(bytes.size()) + 1);
            Sha256 processor(Sha256::By::Processor);
            Sha256 arithmetic(Sha256::By::Arithmetic);
            processor.add(all.substr(0, cut));
            processor.add(all.substr(cut));
            arithmetic.add(all);
            const auto hash = processor.hex();
            QCOMPARE(hash, arithmetic.hex());
            QCOMPARE(hash, QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex().toStdString());
        }
    }

    void hashes_areWhatQtSays_ofAnySizeAndInAnyPieces()
    {
        QByteArray bytes;
        for (int i = 0; i < 300; ++i) {
            const auto expected = QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex().toStdString();
            for (const auto by : {Sha256::By::Processor, Sha256::By::Arithmetic}) {
                for (const std::size_t piece : {1U, 7U, 63U, 64U, 65U, 1000U}) {
                    Sha256 hash(by);
                    std::string_view rest(bytes.constData(), static_cast<std::size_t>(bytes.size()));
                    for (; !rest.empty(); rest.remove_prefix(std::min(piece, rest.size())))
                        hash.add(rest.substr(0, piece));
                    QCOMPARE(hash.hex(), expected);
                }
            }
            bytes.append(static_cast<char>(i * 37));
        }
    }
};

QTEST_GUILESS_MAIN(Sha256Test)
#include "sha256_test.moc"
