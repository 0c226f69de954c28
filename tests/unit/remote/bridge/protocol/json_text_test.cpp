#include "remote/bridge/protocol/message.h"

#include <QTest>

using namespace kalpana::bridge::protocol;

class JsonTextTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void anyBytes_areWrittenAsTheLibraryWritesThem()
    {
        std::uint32_t state = 3;
        const auto random = [&state](std::uint32_t below) {
            state = state * 1664525U + 1013904223U;
            return (state >> 16U) % below;
        };
        for (int round = 0; round < 5000; ++round) {
            std::string valid;
            std::string any;
            for (std::uint32_t count = random(20); count > 0; --count) {
                constexpr std::array<const char*, 10> parts{"a", "\"", "\\", "\n",   "\x01",
                                                            "é", "€",  "😀", "\x7f", "\t\r\b"};
                valid += parts.at(random(parts.size()));
                any.push_back(static_cast<char>(random(2) == 0 ? random(256) : 'x'));
            }
            std::string written;
            appendText(written, valid);
            QCOMPARE(Json::parse(written), Json(valid));
            written.clear();
            appendText(written, any);
            QVERIFY(!Json::parse(written, nullptr, false).is_discarded());
        }
    }

    void bytesThatAreNotUtf8_areReplaced_oneByOne()
    {
        for (const auto& [bytes, text] : std::initializer_list<std::pair<const char*, const char*>>{
                 {"a\xff"
                  "b",
                  "\"a\xef\xbf\xbd"
                  "b\""},
                 {"\xe2\x82", "\"\xef\xbf\xbd\xef\xbf\xbd\""},
                 {"\xc0\x80", "\"\xef\xbf\xbd\xef\xbf\xbd\""},
                 {"\xed\xa0\x80", "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\""},
                 {"\xf4\x90\x80\x80", "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\""}}) {
            std::string written;
            appendText(written, bytes);
            QCOMPARE(written, text);
        }
    }

    void payloadThatIsTextAlready_isReadAsAnyOther()
    {
        const auto frame = encode(Reply{7, encodedPayload(R"({"a":[1,2]})")});
        const auto parsed = parseFromBridge(frame);
        const auto& reply = std::get<Reply>(*parsed);
        QCOMPARE(reply.id, 7U);
        QCOMPARE(*reply.outcome, (Json{{"a", {1, 2}}}));
    }
};

QTEST_GUILESS_MAIN(JsonTextTest)
#include "json_text_test.moc"
