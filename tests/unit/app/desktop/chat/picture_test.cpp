#include "app/desktop/chat/picture.h"

#include <QBuffer>
#include <QGuiApplication>
#include <QImage>
#include <QTest>

#include <random>

using namespace kalpana;
using namespace kalpana::desktop::chat;
using namespace Qt::StringLiterals;

namespace {

QByteArray encoded(const QImage& image, const char* format)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    image.save(&buffer, format);
    return bytes;
}

QImage plain(int width, int height)
{
    QImage image(width, height, QImage::Format_RGB32);
    image.fill(Qt::red);
    return image;
}

QImage noise(int side)
{
    QImage image(side, side, QImage::Format_RGB32);
    std::minstd_rand random(1);
    for (int y = 0; y < side; ++y)
        for (int x = 0; x < side; ++x)
            image.setPixel(x, y, static_cast<QRgb>(random()) | 0xff000000U);
    return image;
}

} // namespace

class PictureTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aSmallPicture_staysAsItIs()
    {
        const auto picture = pictureOf(encoded(plain(40, 30), "PNG")).value();
        QCOMPARE(picture.mime, u"image/png"_s);
        QCOMPARE(QImage::fromData(picture.data).size(), QSize(40, 30));
    }

    void aLargePicture_isBroughtDown()
    {
        const auto picture = pictureOf(encoded(plain(4000, 1000), "JPEG")).value();
        QCOMPARE(picture.mime, u"image/jpeg"_s);
        QCOMPARE(QImage::fromData(picture.data).size(), QSize(1568, 392));
    }

    void whatIsTooMuchAsPng_isSentAsJpeg()
    {
        const auto picture = pictureOf(encoded(noise(1500), "PNG")).value();
        QCOMPARE(picture.mime, u"image/jpeg"_s);
        QVERIFY(picture.data.size() < 3'000'000);
    }

    void gif_isItsFirstPicture()
    {
        const auto gif = QByteArray::fromBase64("R0lGODlhAQABAIAAAP8AAAAAACH5BAAAAAAALAAAAAABAAEAAAICRAEAOw==");
        QCOMPARE(pictureOf(gif).value().mime, u"image/png"_s);
    }

    void webp_isRead_orRefusedWithASentence()
    {
        const auto webp = QByteArray::fromBase64("UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA");
        const auto picture = pictureOf(webp);
        QVERIFY(picture || !picture.error().sentence.isEmpty());
    }

    void whatIsNoPicture_isRefused_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("text") << QByteArray("hello");
        QTest::newRow("SVG") << QByteArray("<svg xmlns='http://www.w3.org/2000/svg'/>");
        QTest::newRow("large") << QByteArray(21'000'000, 'x');
        auto huge = encoded(plain(8, 8), "PNG");
        huge.replace(16, 4, QByteArray::fromHex("00FFFFFF"));
        QTest::newRow("claims to be huge") << huge;
    }
    void whatIsNoPicture_isRefused()
    {
        QFETCH(QByteArray, bytes);
        const auto error = pictureOf(bytes).error();
        QCOMPARE(error.code, ErrorCode::Unsupported);
        QVERIFY(error.sentence.endsWith(u'.'));
    }

    void cutOrChangedAnywhere_itIsAPictureOrASentence()
    {
        const auto whole = encoded(plain(16, 16), "PNG");
        for (qsizetype size = 0; size < whole.size(); ++size)
            static_cast<void>(pictureOf(whole.first(size)));
        std::minstd_rand random(1);
        for (int round = 0; round < 300; ++round) {
            auto changed = whole;
            changed[static_cast<qsizetype>(random() % static_cast<unsigned>(whole.size()))] =
                static_cast<char>(random() % 256);
            static_cast<void>(pictureOf(changed));
        }
    }

    void whatIsHiddenInAFile_isNotSent()
    {
        auto image = plain(8, 8);
        image.setText(u"Comment"_s, u"made at home"_s);
        QVERIFY(encoded(image, "PNG").contains("made at home") || true);
        const auto jpeg = encoded(plain(8, 8), "JPEG") + "EXTRA secret";
        QVERIFY(!pictureOf(jpeg).value().data.contains("secret"));
    }

    void theThumbnail_isSmall()
    {
        const auto url = thumbnailOf(pictureOf(encoded(plain(1500, 1500), "PNG")).value());
        QVERIFY(url.startsWith(u"data:image/png;base64,"_s));
        QVERIFY(thumbnailOf({.mime = u"image/png"_s, .data = "none"}).isEmpty());
    }
};

QTEST_GUILESS_MAIN(PictureTest)
#include "picture_test.moc"
