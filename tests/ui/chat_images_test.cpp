#include "tests/ui/chat_box.h"
#include "tests/ui/looks.h"
#include "tests/ui/widget_support.h"

#include <QApplication>
#include <QBuffer>
#include <QClipboard>
#include <QImage>
#include <QPainter>
#include <QTest>

namespace kalpana::test {

using namespace Qt::StringLiterals;
using desktop::look::Appearance;

/// Images on their way from the clipboard and from files into a message.
class ChatImagesTest final : public QObject {
    Q_OBJECT
public:
    explicit ChatImagesTest(desktop::look::Theme& theme) : m_theme(theme) {}

private:
    static QImage sketch()
    {
        QImage image(900, 500, QImage::Format_RGB32);
        image.fill(QColor(u"#dfe7f5"_s));
        QPainter painter(&image);
        painter.setPen(QPen(QColor(u"#2b4c8c"_s), 8));
        painter.drawRoundedRect(120, 90, 260, 150, 20, 20);
        painter.drawRoundedRect(540, 260, 260, 150, 20, 20);
        painter.drawLine(380, 165, 540, 335);
        return image;
    }
    /// Drops a file, as the page gets it.
    static void drop(ChatBox& box, const QByteArray& bytes, const QString& type)
    {
        box.js(
            u"(() => { const data = new DataTransfer(); data.items.add(new File([Uint8Array.from(atob('%1'), (c) => "
            u"c.charCodeAt(0))], 'x', { type: '%2' })); "
            u"document.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true })); })()"_s
                .arg(QString::fromLatin1(bytes.toBase64()), type));
    }
    static QByteArray png(const QImage& image)
    {
        QByteArray bytes;
        QBuffer buffer(&bytes);
        buffer.open(QIODevice::WriteOnly);
        image.save(&buffer, "PNG");
        return bytes;
    }

    desktop::look::Theme& m_theme;

private Q_SLOTS:
    void initTestCase_data() { addLooks(); }

    void anImage_isPasted_shown_sent_andShownAgain()
    {
        QFETCH_GLOBAL(Appearance, look);
        m_theme.setAppearance(look);
        const bool dark = look == Appearance::Dark;
        ChatBox box(R"({"replies": [{"steps": [{"text": "Two boxes and a line."}]}]})", true, dark);
        box.js(u"document.getElementById('prompt').focus()"_s);
        box.view->setFocus();
        QApplication::clipboard()->setImage(sketch());
        box.key(Qt::Key_V, Qt::ControlModifier);
        QTRY_VERIFY(box.js(u"document.querySelector('#composer .image img')?.naturalWidth > 0"_s).toBool());
        QVERIFY(box.js(u"document.getElementById('prompt').value"_s).toString().contains(u"@image-"_s));
        box.type(u"What is this?"_s);
        takePicture(*box.view, dark ? u"images-dark"_s : u"images-light"_s);
        box.key(Qt::Key_Return);

        QTRY_VERIFY(box.text(u".answer"_s).contains(u"Two boxes"_s));
        const auto content = box.server.requests().last().body[u"messages"_s].toArray().last().toObject()[u"content"_s];
        QVERIFY(content[1][u"image_url"_s][u"url"_s].toString().startsWith(u"data:image/png;base64,"_s));
        QTRY_VERIFY(box.js(u"document.querySelector('.user .images img')?.naturalWidth > 0"_s).toBool());
        QVERIFY(!box.has(u"#composer .image"_s));
        takePicture(*box.view, dark ? u"images-sent-dark"_s : u"images-sent-light"_s);
    }

    void anImage_isTakenOutAgain_andWhatIsNoneIsSaid()
    {
        QFETCH_GLOBAL(Appearance, look);
        m_theme.setAppearance(look);
        ChatBox box(R"({"replies": []})", true, look == Appearance::Dark);
        drop(box, png(sketch()), u"image/png"_s);
        QTRY_VERIFY(box.has(u"#composer .image img"_s));
        box.js(u"document.querySelector('#composer .image button').click()"_s);
        QTRY_VERIFY(!box.has(u"#composer .image"_s));
        QCOMPARE(box.js(u"document.getElementById('prompt').value"_s).toString(), QString());

        // Of what Qt does not read everywhere the page makes a PNG.
        drop(box, QByteArray::fromBase64("UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA"), u"image/webp"_s);
        QTRY_VERIFY(box.has(u"#composer .image img"_s));
        box.js(u"document.querySelector('#composer .image button').click()"_s);
        QTRY_VERIFY(!box.has(u"#composer .image"_s));
        drop(box, "RIFF no picture", u"image/webp"_s);
        QTRY_VERIFY(!box.text(u".image-note"_s).isEmpty());

        drop(box, "this is no picture", u"image/png"_s);
        QTRY_VERIFY(box.text(u".image-note"_s).contains(u"PNG, JPEG, WebP or GIF"_s));
        QVERIFY(!box.has(u"#composer .image"_s));
    }

    void thePage_loadsNoImageFromElsewhere()
    {
        QFETCH_GLOBAL(Appearance, look);
        m_theme.setAppearance(look);
        const QByteArray words = "![x](http:/"
                                 "/127.0.0.1:1/a.png) <img src=http:/"
                                 "/127.0.0.1:1/b.png> "
                                 "![y](data:image/png;base64,AAAA) @image-00000000";
        ChatBox box(QByteArray("{\"replies\": [{\"steps\": [{\"text\": \"") + words + "\"}]}]}", true,
                    look == Appearance::Dark);
        box.backend->send(u"hello"_s);
        QTRY_VERIFY(box.text(u".answer"_s).contains(u"@image-00000000"_s));
        QVERIFY(!box.has(u".answer img"_s)); // a model's words show no picture
    }
};

} // namespace kalpana::test

int main(int argc, char** argv)
{
    return kalpana::test::runWithTheme<kalpana::test::ChatImagesTest>(argc, argv);
}

#include "chat_images_test.moc"
