#include "core/agent/chat_export.h"
#include "tests/support/temporary_folder.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace kalpana;
using namespace kalpana::agent;
using namespace Qt::StringLiterals;

class ChatExportTest final : public QObject {
    Q_OBJECT

    struct Box {
        Box()
        {
            for (const auto& body : std::initializer_list<EventBody>{
                     UserMessage{.text = u"Look"_s}, TextDelta{u"I lo"_s}, TextDelta{u"ok."_s},
                     ToolCallStarted{{.id = u"c"_s, .name = u"read_file"_s}, u"Read a.md"_s},
                     ToolCallFinished{u"c"_s, true, u"```\ncode\n```"_s}, TextDelta{u"Done."_s}, TurnFinished{}})
                (void)store->append(chat.id, body);
        }
        test::TemporaryFolder folder;
        std::unique_ptr<ChatStore> store = ChatStore::open(folder.path(u"chats.db"_s)).value();
        Chat chat = store->create(u"w"_s).value();
    };

private Q_SLOTS:
    void markdown_readsAsItWasSaid_andNoFenceIsEndedFromInside()
    {
        const Box box;
        QCOMPARE(QString::fromUtf8(exportedChat(*box.store, box.chat.id, ExportFormat::Markdown).value()),
                 u"# Look\n\n## You\n\nLook\n\n## Agent\n\nI look.\n\n**Read a.md**\n\n````\n```\ncode\n```\n````\n\n"
                 "Done.\n"_s);
    }

    void json_hasWhatWasLeftAsideToo()
    {
        const Box box;
        QVERIFY(box.store->append(box.chat.id, Branched{0}));
        QVERIFY(box.store->append(box.chat.id, UserMessage{.text = u"Look again"_s}));
        const auto json =
            QJsonDocument::fromJson(exportedChat(*box.store, box.chat.id, ExportFormat::Json).value()).object();
        QCOMPARE(json[u"title"_s], u"Look"_s);
        QCOMPARE(json[u"events"_s].toArray().size(), 9);
        QVERIFY(!exportedChat(*box.store, box.chat.id, ExportFormat::Markdown)->contains("Done"));
    }

    void aFileIsWrittenWhole_forItsOwnerOnly_orNotAtAll()
    {
        const Box box;
        const auto file = box.folder.write(u"out.md"_s, "before");
        QVERIFY(exportChat(*box.store, box.chat.id, ExportFormat::Markdown, file));
        QVERIFY(box.folder.read(u"out.md"_s).startsWith("# Look"));
        QCOMPARE(QFile::permissions(file) & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
        const auto nowhere = box.folder.path(u"none/out.md"_s);
        const auto failed = exportChat(*box.store, box.chat.id, ExportFormat::Markdown, nowhere);
        QCOMPARE(failed.error().code, ErrorCode::Storage);
        QVERIFY(failed.error().sentence.contains(nowhere));
        QCOMPARE(exportChat(*box.store, u"none"_s, ExportFormat::Json, file).error().code, ErrorCode::NotFound);
        QVERIFY(box.folder.read(u"out.md"_s).startsWith("# Look"));
    }
};

QTEST_GUILESS_MAIN(ChatExportTest)
#include "chat_export_test.moc"
