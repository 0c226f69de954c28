#include "app/desktop/rules/rules_page.h"
#include "core/permissions/rule_text.h"
#include "tests/support/folder_tools.h"
#include "tests/support/temporary_folder.h"
#include "tests/ui/looks.h"
#include "tests/ui/widget_support.h"

#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableWidget>
#include <QTest>

namespace kalpana::test {

using namespace Qt::StringLiterals;
using desktop::look::Appearance;
using permissions::Decision;
using permissions::Rule;
using permissions::Scope;

/// The table of what the agent may do, over the real store and files.
class RulesTest final : public QObject {
    Q_OBJECT
public:
    explicit RulesTest(desktop::look::Theme& theme) : m_theme(theme) {}

private:
    struct Box {
        TemporaryFolder data;
        std::unique_ptr<agent::ChatStore> store = agent::ChatStore::open(data.path(u"chats.db"_s)).value();
        std::shared_ptr<agent::RuleBook> book = std::make_shared<agent::RuleBook>(*store, data.path(), u"ws"_s);
        desktop::background::Background background;
        std::unique_ptr<desktop::rules::RulesPage> page;

        void open()
        {
            const auto folder = data.path(u"work"_s);
            page = std::make_unique<desktop::rules::RulesPage>(
                desktop::rules::RulesServices{.background = background, .book = book, .tools = [folder] {
                                                  return std::make_shared<FolderTools>(folder);
                                              }});
            page->resize(860, 560);
            page->show();
            QVERIFY(QTest::qWaitForWindowExposed(page.get()));
        }
        [[nodiscard]] QTableWidget* table() const { return page->findChild<QTableWidget*>(); }
        template <typename Widget>
        Widget* cell(int row, int column) const
        {
            return qobject_cast<Widget*>(table()->cellWidget(row, column));
        }
    };

    desktop::look::Theme& m_theme;

private Q_SLOTS:
    void initTestCase_data() { addLooks(); }

    void allRules_areShown_whereverTheyCome()
    {
        QFETCH_GLOBAL(Appearance, look);
        m_theme.setAppearance(look);
        Box box;
        QVERIFY(box.book->add({.tool = "run", .command = "git log *", .decision = Decision::Allow}).has_value());
        QVERIFY(box.book->add({.tool = "read", .path = ".env", .decision = Decision::Deny}).has_value());
        QVERIFY(
            box.book
                ->add(
                    {.tool = "edit", .path = "src/greeting.py", .decision = Decision::Allow, .scope = Scope::Workspace})
                .has_value());
        const auto chat = box.store->create(u"ws"_s).value();
        QVERIFY(box.store->append(chat.id, agent::UserMessage{u"Mend the build"_s}).has_value());
        QVERIFY(box.store
                    ->add({.tool = "run",
                           .line = "make -j4 && ctest --output-on-failure",
                           .decision = Decision::Allow,
                           .scope = Scope::Chat,
                           .place = chat.id.toStdString()})
                    .has_value());
        box.data.write(u"work/.kalpana/policy.json"_s,
                       R"({"rules": [{"tool": "run", "command": "npm publish *", "decision": "deny"}]})");
        box.open();
        QTRY_COMPARE(box.table()->rowCount(), 5);
        QCOMPARE(box.table()->item(3, 2)->text(), u"In “Mend the build”"_s);
        QCOMPARE(box.table()->item(4, 3)->text(), u"The team's policy"_s);
        QVERIFY(!box.cell<QComboBox>(4, 0)->isEnabled());
        QVERIFY(!box.cell<QPushButton>(4, 4));
        takePicture(*box.page, look == Appearance::Dark ? u"rules-dark"_s : u"rules-light"_s);
    }

    void aRule_isAdded_changed_andRemoved()
    {
        QFETCH_GLOBAL(Appearance, look);
        m_theme.setAppearance(look);
        Box box;
        box.open();
        QTRY_VERIFY(anyLabel(*box.page, u"There is no rule yet"_s));
        takePicture(*box.page, look == Appearance::Dark ? u"rules-none-dark"_s : u"rules-none-light"_s);
        auto* what = box.page->findChild<QLineEdit*>(u"newRule"_s);
        QTest::keyClicks(what, u"cargo test *"_s);
        QTest::keyClick(what, Qt::Key_Return);
        QTRY_COMPARE(box.table()->rowCount(), 1);
        QCOMPARE(box.table()->item(0, 1)->text(), u"run cargo test *"_s);
        QVERIFY(what->text().isEmpty());

        auto* says = box.cell<QComboBox>(0, 0);
        says->setCurrentIndex(says->findData(int(Decision::Deny)));
        Q_EMIT says->activated(says->currentIndex());
        QTRY_COMPARE(box.book->rules().value().first().rule.decision, Decision::Deny);
        QTRY_VERIFY(box.table()->rowCount() == 1 && box.cell<QComboBox>(0, 0) != says);
        auto* counts = box.cell<QComboBox>(0, 2);
        counts->setCurrentIndex(counts->findData(int(Scope::Always)));
        Q_EMIT counts->activated(counts->currentIndex());
        QTRY_COMPARE(permissions::userRules(box.data.path()).value().rules.size(), 1U);
        QTRY_COMPARE(box.table()->item(0, 3)->text(), u"permissions.json"_s);
        QTest::mouseClick(box.cell<QPushButton>(0, 4), Qt::LeftButton);
        QTRY_COMPARE(box.table()->rowCount(), 0);
        QVERIFY(permissions::userRules(box.data.path()).value().rules.empty());
    }

    void aDamagedFile_isSaid()
    {
        Box box;
        box.data.write(u"permissions.json"_s, "{");
        box.open();
        QTRY_VERIFY(anyLabel(*box.page, u"permissions.json"_s));
        QSignalSpy closed(box.page.get(), &desktop::rules::RulesPage::closeRequested);
        box.page->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(box.page.get()));
        auto* what = box.page->findChild<QLineEdit*>(u"newRule"_s);
        what->setFocus();
        QTest::keyClick(what, Qt::Key_Escape);
        QCOMPARE(closed.size(), 1);
    }

private:
    static bool anyLabel(const QWidget& page, const QString& words)
    {
        const auto labels = page.findChildren<QLabel*>();
        return std::ranges::any_of(
            labels, [&](const QLabel* label) { return label->isVisible() && label->text().contains(words); });
    }
};

} // namespace kalpana::test

int main(int argc, char** argv)
{
    return kalpana::test::runWithTheme<kalpana::test::RulesTest>(argc, argv);
}

#include "rules_test.moc"
