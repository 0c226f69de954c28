#include "app/cli/output.h"

#include <QJsonDocument>
#include <QTest>

using namespace kalpana;
using namespace Qt::StringLiterals;
using cli::Output;
using State = provision::StepReport::State;

namespace {

/// Two files in memory in place of the program's streams.
class Streams final {
public:
    Streams() = default;
    Streams(const Streams&) = delete;
    Streams& operator=(const Streams&) = delete;
    ~Streams()
    {
        std::fclose(m_out);
        std::fclose(m_error);
    }
    [[nodiscard]] Output::Streams get(bool rewrites = false) const
    {
        return {.out = m_out, .error = m_error, .rewrites = rewrites};
    }
    [[nodiscard]] QString out() const { return contentOf(m_out); }
    [[nodiscard]] QString error() const { return contentOf(m_error); }

private:
    static QString contentOf(std::FILE* file)
    {
        QByteArray content(std::ftell(file), '\0');
        std::rewind(file);
        const auto count = std::fread(content.data(), 1, static_cast<std::size_t>(content.size()), file);
        return QString::fromUtf8(content.first(static_cast<qsizetype>(count)));
    }
    std::FILE* m_out = std::tmpfile();
    std::FILE* m_error = std::tmpfile();
};

provision::StepReport sending(State state, qint64 done)
{
    return {.name = u"Sending the bridge"_s, .state = state, .done = done, .total = 3'000'000, .seconds = 0.4};
}

} // namespace

class OutputTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }

    void steps_areALineEach_onceTheyHaveEnded()
    {
        const Streams streams;
        Output output(false, streams.get());
        output.step(sending(State::Running, 1'000'000));
        output.step(sending(State::Done, 3'000'000));
        output.step({.name = u"Installing code-server"_s, .state = State::Skipped, .note = u"already there"_s});
        QCOMPARE(streams.error(),
                 u"✓ Sending the bridge  3.0 MB  0.4 s\n– Installing code-server  (already there)\n"_s);
        QCOMPARE(streams.out(), QString());
    }

    void stepsOnATerminal_rewriteTheirLine_andMakeRoomForAResult()
    {
        const Streams streams;
        Output output(false, streams.get(true));
        output.step(sending(State::Running, 1'000'000));
        output.note(u"Hello."_s);
        QCOMPARE(streams.error(), u"\r\x1b[2K· Sending the bridge  1.0 MB of 3.0 MB  0.4 s\r\x1b[2KHello.\n"_s);
    }

    void json_isOneObjectALine_onStandardOutputOnly()
    {
        const Streams streams;
        Output output(true, streams.get(true));
        output.step(sending(State::Running, 1'000'000));
        output.note(u"Line\nbreak"_s);
        output.error({ErrorCode::NotFound, u"No."_s, u"detail"_s});
        output.table({u"A"_s}, {{u"x"_s}}, {{{u"type"_s, u"row"_s}}});
        QCOMPARE(streams.error(), QString());
        const auto lines = streams.out().split(u'\n', Qt::SkipEmptyParts);
        QCOMPARE(lines.size(), 4);
        QList<QJsonObject> objects;
        for (const auto& line : lines)
            objects << QJsonDocument::fromJson(line.toUtf8()).object();
        QCOMPARE(objects[0].value("type"_L1), u"step"_s);
        QCOMPARE(objects[0].value("bytes"_L1), 1'000'000);
        QCOMPARE(objects[0].value("state"_L1), u"running"_s);
        QCOMPARE(objects[2].value("code"_L1), u"not-found"_s);
        QCOMPARE(objects[2].value("exitCode"_L1), 3);
        QCOMPARE(objects[3].value("type"_L1), u"row"_s);
    }

    void table_isAligned_andEmptyOnesPrintNothing()
    {
        const Streams streams;
        Output output(false, streams.get());
        output.table({u"NAME"_s, u"HOST"_s}, {}, {});
        output.table({u"NAME"_s, u"HOST"_s}, {{u"a-long-name"_s, u"local"_s}, {u"b"_s, u"h"_s}}, {});
        QCOMPARE(streams.out(), u"NAME         HOST\na-long-name  local\nb            h\n"_s);
    }

    void whatAHostSays_cannotMoveTheCursor()
    {
        const Streams streams;
        Output output(false, streams.get());
        output.error({ErrorCode::Internal, u"bad \x1b[2J host"_s});
        output.result(u"\x1b]0;title\x07"_s, {});
        QVERIFY(!streams.error().contains(u'\x1b'));
        QVERIFY(!streams.out().contains(u'\x1b'));
    }

    void commandOutput_isPassedAsItIs()
    {
        const Streams streams;
        const auto get = streams.get();
        Output output(false, get);
        output.raw(get.out, "a\x1b[1mb", {});
        QCOMPARE(streams.out(), u"a\x1b[1mb"_s);
    }
};

QTEST_GUILESS_MAIN(OutputTest)
#include "output_test.moc"
