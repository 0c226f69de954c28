#include "tests/ui/chat_box.h"
#include "tests/ui/looks.h"
#include "tests/ui/widget_support.h"

#include <QApplication>
#include <QClipboard>
#include <QFile>
#include <QMimeData>
#include <QTest>

namespace kalpana::test {

using namespace Qt::StringLiterals;

/// Text files on their way from the clipboard and from elsewhere into a message.
class ChatFilesTest final : public QObject {
    Q_OBJECT
public:
    explicit ChatFilesTest(desktop::look::Theme& theme) : m_theme(theme) {}

private:
    /// Drops or pastes a file, as the page gets it.
    static void put(ChatBox& box, const QString& name, const QByteArray& bytes, const QString& how = u"drop"_s)
    {
        const auto target = how == "drop"_L1 ? u"document"_s : u"document.getElementById('prompt')"_s;
        const auto event =
            how == "drop"_L1
                ? u"new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true })"_s
                : u"new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })"_s;
        box.js(u"(() => { const data = new DataTransfer(); data.items.add(new File([Uint8Array.from(atob('%1'), (c) => "
               u"c.charCodeAt(0))], '%2', { type: '' })); window.taken = !%3.dispatchEvent(%4); })()"_s.arg(
                   QString::fromLatin1(bytes.toBase64()), name, target, event));
        QVERIFY(box.js(u"window.taken"_s).toBool()); // else the page would go to the file
    }
    static QString prompt(ChatBox& box) { return box.js(u"document.getElementById('prompt').value"_s).toString(); }

    desktop::look::Theme& m_theme;

private Q_SLOTS:
    void initTestCase_data() { addLooks(); }

    void aTextFile_isNamedAboveThePrompt_andGoesWithTheMessage()
    {
        const auto [dark, suffix] = followLook(m_theme);
        ChatBox box(R"({"replies": [{"steps": [{"text": "Three lines."}]}]})", true, dark);
        put(box, u"build of today.log"_s, "one\ntwo\nw\xc3\xb6rld\n");
        QTRY_COMPARE(box.text(u"#composer .file .name"_s), u"build of today.log"_s);
        QVERIFY(prompt(box).startsWith(u"@file-"_s));
        put(box, u"pasted.csv"_s, "a;b\n", u"paste"_s);
        QTRY_COMPARE(box.js(u"document.querySelectorAll('#composer .file').length"_s).toInt(), 2);
        box.type(u"How long?"_s);
        takePicture(*box.view, u"files"_s + suffix);
        box.js(u"document.querySelectorAll('#composer .file button')[1].click()"_s);
        QTRY_COMPARE(box.js(u"document.querySelectorAll('#composer .file').length"_s).toInt(), 1);
        box.key(Qt::Key_Return);
        QTRY_VERIFY(box.text(u".answer"_s).contains(u"Three lines"_s));
        const auto content =
            box.server.requests().last().body[u"messages"_s].toArray().last().toObject()[u"content"_s].toString();
        QVERIFY2(content.contains(u"<attached name=\"build of today.log\">\none\ntwo\nwörld\n"_s), qPrintable(content));
        QVERIFY(!content.contains(u"a;b"_s));
        QTRY_VERIFY(box.text(u".attached"_s).contains(u"build of today.log"_s));
        QVERIFY(!box.has(u"#composer .file"_s));
        takePicture(*box.view, u"files-sent"_s + suffix);
    }

    void whatIsNoText_orTooLarge_isRefusedByASentence()
    {
        ChatBox box(R"({"replies": []})");
        put(box, u"a.bin"_s,
            QByteArray("\x7f"
                       "ELF\0\1",
                       6));
        QTRY_VERIFY(box.text(u".image-note:not([hidden])"_s).contains(u"a.bin is not a text"_s));
        box.js(
            u"(() => { const data = new DataTransfer(); data.items.add(new File([new Uint8Array(1000001)], "
            u"'big.log')); "
            u"document.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true })); })()"_s);
        QTRY_VERIFY(box.text(u".image-note:not([hidden])"_s).contains(u"big.log is larger than 1 MB"_s));
        QVERIFY(prompt(box).isEmpty());
    }

    void aFileOfTheWorkspace_becomesAMentionOfIt()
    {
        ChatBox box(R"({"replies": [{"steps": [{"text": "Read."}]}]})");
        box.folder.write(u"work/docs/a note.txt"_s, "of the workspace\n");
        put(box, u"a note.txt"_s, "of the workspace\n");
        QTRY_COMPARE(prompt(box), u"@\"docs/a note.txt\" "_s);
        box.js(u"document.getElementById('prompt').value = ''"_s);
        QFile file(box.folder.path(u"work/src/greeting.py"_s));
        QVERIFY(file.open(QFile::ReadOnly));
        put(box, u"greeting.py"_s, file.readAll());
        QTRY_COMPARE(prompt(box), u"@src/greeting.py "_s);
        box.js(u"document.getElementById('prompt').value = ''"_s);
        put(box, u"greeting.py"_s, "another one of that name\n");
        QTRY_VERIFY(prompt(box).startsWith(u"@file-"_s));
    }

    void aFileOfTheClipboard_isTakenAsItIsCopiedInAFileManager()
    {
        ChatBox box(R"({"replies": []})");
        box.folder.write(u"copied.txt"_s, "copied\n");
        auto* data = new QMimeData;
        data->setUrls({QUrl::fromLocalFile(box.folder.path(u"copied.txt"_s))});
        QApplication::clipboard()->setMimeData(data);
        box.js(u"document.getElementById('prompt').focus()"_s);
        box.view->setFocus();
        box.key(Qt::Key_V, Qt::ControlModifier);
        QTRY_VERIFY(prompt(box).contains(u"copied.txt"_s) || box.text(u"#composer .file"_s).contains(u"copied.txt"_s));
    }

    void aDraft_namesItsFilesAgain()
    {
        ChatBox box(R"({"replies": [{"steps": [{"text": "Read."}]}]})");
        const auto name = box.store->files().add({.label = u"kept.txt"_s, .text = u"x"_s}).value();
        box.js(u"document.getElementById('prompt').value = '@%1 @file-000000000000'; "
               u"document.getElementById('prompt').dispatchEvent(new Event('input'))"_s.arg(name));
        QTRY_COMPARE(box.text(u"#composer .file .name"_s), u"kept.txt"_s);
        QTRY_VERIFY(box.has(u"#composer .file.gone"_s));
    }
};

} // namespace kalpana::test

int main(int argc, char** argv)
{
    return kalpana::test::runWithTheme<kalpana::test::ChatFilesTest>(argc, argv);
}

#include "chat_files_test.moc"
