#include "core/agent/chat_images.h"
#include "tests/unit/core/agent/turn_box.h"

#include <QTest>

using namespace kalpana;
using namespace kalpana::agent;
using namespace Qt::StringLiterals;
using test::TurnBox;

namespace {

const Image red{.mime = u"image/png"_s, .data = "not really a picture"};

QByteArray answers(const QByteArray& text)
{
    return R"({"replies":[{"steps":[{"text":")" + text + R"("}]},{"steps":[{"text":"More."}]}]})";
}

} // namespace

class ChatImagesTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aText_namesItsImages()
    {
        QCOMPARE(imagesIn(u"See @image-0a1b2c3d4e5f and @image-0a1b2c3d4e5f, then @image-ffffffff."_s),
                 (QStringList{u"image-0a1b2c3d4e5f"_s, u"image-ffffffff"_s}));
        QVERIFY(imagesIn(u"me@image-0a1b2c3d4e5f @image-xyz @images/image-00000000 @image-0a1b2c3d4e5f/a"_s).isEmpty());
        QCOMPARE(imagesIn(QString(u"@image-%1 "_s).repeated(1).arg(u"00000000"_s)).size(), 1);
    }

    void anImage_isKept_andGoesWithItsChat()
    {
        TurnBox box(answers("Red."));
        const auto images = box.store->images();
        const auto name = images.add(red).value();

        QCOMPARE(images.image(name).value(), red);
        QVERIFY(box.store->append(box.chat.id, UserMessage{u"See @"_s + name}));
        QCOMPARE(images.image(name).value(), red);
        QVERIFY(box.store->remove(box.chat.id));
        QCOMPARE(images.image(name).error().code, ErrorCode::NotFound);
    }

    void eachApi_getsIt_inItsOwnForm_data()
    {
        QTest::addColumn<int>("api");
        QTest::newRow("OpenAI") << static_cast<int>(ModelApi::OpenAi);
        QTest::newRow("Anthropic") << static_cast<int>(ModelApi::Anthropic);
        QTest::newRow("Ollama") << static_cast<int>(ModelApi::Ollama);
    }
    void eachApi_getsIt_inItsOwnForm()
    {
        QFETCH(int, api);
        TurnBox box(answers("Red."));
        box.useModel({.images = true}, static_cast<ModelApi>(api));
        const auto name = box.store->images().add(red).value();

        QCOMPARE(box.turn(u"What is in @"_s + name), TurnOutcome::Answered);

        const auto message = box.sent(0).last().toObject();
        const auto base64 = QString::fromLatin1(red.data.toBase64());
        const auto content = message["content"_L1];
        if (static_cast<ModelApi>(api) == ModelApi::OpenAi) {
            QCOMPARE(content[0]["text"_L1].toString(), u"What is in @"_s + name);
            QCOMPARE(content[1]["image_url"_L1]["url"_L1].toString(), u"data:image/png;base64,"_s + base64);
        } else if (static_cast<ModelApi>(api) == ModelApi::Anthropic) {
            QCOMPARE(content[0]["type"_L1].toString(), u"image"_s);
            QCOMPARE(content[0]["source"_L1]["type"_L1].toString(), u"base64"_s);
            QCOMPARE(content[0]["source"_L1]["media_type"_L1].toString(), u"image/png"_s);
            QCOMPARE(content[0]["source"_L1]["data"_L1].toString(), base64);
            QVERIFY(content[1]["text"_L1].toString().startsWith(u"What is in"_s));
        } else {
            QCOMPARE(message["images"_L1][0].toString(), base64);
            QVERIFY(content.toString().startsWith(u"What is in"_s));
        }
    }

    void aModelThatTakesNone_isNotAsked()
    {
        TurnBox box(answers("Red."));
        box.useModel({.images = false});
        const auto name = box.store->images().add(red).value();

        const auto error = box.turn(u"What is in @"_s + name).error();

        QCOMPARE(error.code, ErrorCode::Unsupported);
        QVERIFY2(error.sentence.contains(u"scripted"_s), qPrintable(error.sentence));
        QVERIFY(box.server.requests().isEmpty());
    }

    void earlierImages_areLeftOut_whereTheModelTakesNone()
    {
        TurnBox box(answers("Red."));
        const auto name = box.store->images().add(red).value();
        QCOMPARE(box.turn(u"What is in @"_s + name), TurnOutcome::Answered);
        box.useModel({.images = false});

        QCOMPARE(box.turn(u"And now?"_s), TurnOutcome::Answered);

        QVERIFY(box.sent(1)[1].toObject()["content"_L1].toString().contains(u"left out"_s));
    }

    void anImageThatIsGone_isOnlyWords()
    {
        TurnBox box(answers("Which?"));
        QCOMPARE(box.turn(u"What is in @image-00000000"_s), TurnOutcome::Answered);
        QVERIFY(box.sent(0).last().toObject()["content"_L1].isString());
    }
};

QTEST_GUILESS_MAIN(ChatImagesTest)
#include "chat_images_test.moc"
