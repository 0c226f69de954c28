#include "app/desktop/background/background.h"
#include "app/desktop/chat/chat_backend.h"
#include "app/desktop/web/chromium_views.h"
#include "core/agent/http_model.h"
#include "core/provider/favourites.h"
#include "core/secrets/memory_store.h"
#include "core/settings/settings.h"
#include "tests/support/folder_tools.h"
#include "tests/support/scripted_model_server.h"
#include "tests/support/temporary_folder.h"
#include "tests/ui/looks.h"
#include "tests/ui/page_script.h"
#include "tests/ui/widget_support.h"

#include <QApplication>
#include <QSignalSpy>
#include <QTest>
#include <QWindow>

namespace kalpana::test {

using namespace Qt::StringLiterals;
using desktop::look::Appearance;

/// The chat's real page, choosing among the models of a scripted provider.
class ModelPickerTest final : public QObject {
    Q_OBJECT
public:
    explicit ModelPickerTest(desktop::look::Theme& theme) : m_theme(theme) {}

private:
    struct Box {
        explicit Box(const QByteArray& script, bool dark, QSize size = {620, 760},
                     const std::function<void(agent::ChatStore&)>& before = {});
        QVariant js(const QString& script) { return evaluate(*view, script); }
        QString text(const QString& selector)
        {
            return js(u"document.querySelector('%1')?.innerText ?? ''"_s.arg(selector)).toString();
        }
        int count(const QString& selector)
        {
            return js(u"document.querySelectorAll('%1').length"_s.arg(selector)).toInt();
        }
        void type(const QString& words)
        {
            for (const auto letter : words)
                QTest::keyClick(view->window()->windowHandle(), letter.toLatin1());
        }
        void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {})
        {
            QTest::keyClick(view->window()->windowHandle(), key, modifiers);
        }
        void open()
        {
            js(u"document.getElementById('model').click()"_s);
            view->setFocus();
            QTRY_COMPARE(js(u"document.activeElement.id"_s).toString(), u"model-search"_s);
        }

        TemporaryFolder folder;
        ScriptedModelServer server;
        std::optional<bool> takesImages;
        settings::Settings settings = settings::Settings::load(folder.path()).value();
        secrets::MemoryStore secrets;
        std::unique_ptr<agent::ChatStore> store = agent::ChatStore::open(folder.path(u"chats.db"_s)).value();
        desktop::background::Background background;
        std::unique_ptr<desktop::chat::ChatBackend> backend;
        std::unique_ptr<desktop::views::PageView> view;
    };

    desktop::look::Theme& m_theme;

private Q_SLOTS:
    void initTestCase_data();
    void modelsAreFound_chosenAndStarred_byKeyboardAlone();
    void planning_hasItsOwnModel();
    void aNarrowPane_showsEverything();
    void aNameThatTheProviderDoesNotList_canBeTyped();
    void aProviderThatIsGone_isSaid_andAskedAgainOnWish();
    void whatATurnCost_standsBelowTheComposer();
    void aCompactedChat_hasAMark();
    void aLimit_isSaid_withTheWayOn();
    void aModelThatTakesNoImages_isSaid_beforeSending();
};

static desktop::views::WebViews& web()
{
    static desktop::web::ChromiumViews views;
    return views;
}

static const QByteArray listing = R"json({
 "replies":[{"steps":[{"text":"Hello."},{"usage":{"prompt_tokens":41000,"completion_tokens":1200,"prompt_tokens_details":{"cached_tokens":30000}}}]}],
 "answers":{"/v1/models":{"data":[
 {"id":"anthropic/claude-opus-4.5","name":"Anthropic: Claude Opus 4.5","context_length":200000,"pricing":{"prompt":"0.000005","completion":"0.000025"}},
 {"id":"anthropic/claude-sonnet-4.5","name":"Anthropic: Claude Sonnet 4.5","context_length":1000000,"pricing":{"prompt":"0.000003","completion":"0.000015"}},
 {"id":"deepseek/deepseek-chat-v3.1:free","name":"DeepSeek: DeepSeek V3.1 (free)","context_length":163840,"pricing":{"prompt":"0","completion":"0"}},
 {"id":"google/gemini-2.5-flash","name":"Google: Gemini 2.5 Flash","context_length":1048576,"pricing":{"prompt":"0.0000003","completion":"0.0000025"}},
 {"id":"mistralai/a-model-with-a-very-long-name-that-nobody-can-remember-24b-instruct","name":"Mistral: Long","context_length":32768,"pricing":{"prompt":"0.00000005","completion":"0.0000001"}},
 {"id":"openai/gpt-5","name":"OpenAI: GPT-5","context_length":400000,"pricing":{"prompt":"0.00000125","completion":"0.00001"}},
 {"id":"openrouter/auto","name":"Auto Router","context_length":2000000,"pricing":{"prompt":"-1","completion":"-1"}},
 {"id":"qwen/qwen3-coder","name":"Qwen: Qwen3 Coder"},
 {"id":"x-ai/grok-code-fast-1","name":"xAI: Grok Code Fast 1","context_length":256000,"pricing":{"prompt":"0.0000002","completion":"0.0000015"}}]}}})json";

ModelPickerTest::Box::Box(const QByteArray& script, bool dark, QSize size,
                          const std::function<void(agent::ChatStore&)>& before)
    : server(script)
{
    if (before)
        before(*store);
    QVERIFY(settings.setValue(u"model.address"_s, server.address().toString()));
    QVERIFY(settings.setValue(u"model.name"_s, u"openai/gpt-5"_s));
    desktop::chat::ChatServices services{
        .store = *store,
        .model =
            [this] {
                return agent::httpModel({.address = server.address(),
                                         .model = settings.modelName(),
                                         .key = {},
                                         .facts = {.prices = models::Prices{1'250'000, 10'000'000, 125'000}}});
            },
        .modelState =
            [this] {
                return desktop::chat::ModelState{
                    .name = settings.modelName(), .ready = true, .contextTokens = 400'000, .images = takesImages};
            },
        .desk = desktop::chat::modelDesk(settings, secrets, folder.path())};
    backend = std::make_unique<desktop::chat::ChatBackend>(
        u"w"_s, services, background, [this] { return std::make_unique<FolderTools>(folder.path()); });
    QObject::connect(backend.get(), &desktop::chat::ChatBackend::modelChosen, backend.get(),
                     &desktop::chat::ChatBackend::refreshModel);
    backend->setDark(dark);
    view.reset(web().makePage(desktop::views::OwnPage::Chat, *backend, nullptr));
    view->resize(size);
    view->show();
    view->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(view.get()));
    QTRY_COMPARE_WITH_TIMEOUT(text(u"#model"_s), u"openai/gpt-5"_s, 20'000);
}

void ModelPickerTest::initTestCase_data()
{
    addLooks();
}

void ModelPickerTest::modelsAreFound_chosenAndStarred_byKeyboardAlone()
{
    const auto [dark, suffix] = followLook(m_theme);
    Box box(listing, dark);
    QVERIFY(provider::setFavourite(box.settings, u"qwen/qwen3-coder"_s, true));
    box.open();
    QTRY_COMPARE(box.count(u"#models .model"_s), 9);
    QCOMPARE(box.text(u"#model-0 .id"_s), u"qwen/qwen3-coder"_s); // a favourite stands first
    QCOMPARE(box.text(u"#models [aria-selected=true] .id"_s), u"openai/gpt-5"_s);
    QVERIFY(box.text(u"#model-list"_s).contains(u"$3.00 / $15.00"_s));
    QVERIFY(box.text(u"#model-list"_s).contains(u"price unknown"_s));
    QVERIFY(box.text(u"#model-list"_s).contains(u"free"_s));
    takePicture(*box.view, u"models"_s + suffix);

    box.type(u"claude anth"_s);
    QTRY_COMPARE(box.count(u"#models .model .facts"_s), 2);
    box.key(Qt::Key_Down);
    QTRY_COMPARE(box.text(u"#models .model.active .id"_s), u"anthropic/claude-sonnet-4.5"_s);
    takePicture(*box.view, u"models-found"_s + suffix);
    box.key(Qt::Key_S, Qt::AltModifier);
    QTRY_VERIFY(provider::favourites(box.settings).contains(u"anthropic/claude-sonnet-4.5"_s));
    QTRY_COMPARE(box.js(u"document.activeElement.id"_s).toString(), u"model-search"_s);
    box.key(Qt::Key_Return);

    QTRY_COMPARE(box.settings.modelName(), u"anthropic/claude-sonnet-4.5"_s);
    QTRY_COMPARE(box.text(u"#model"_s), u"anthropic/claude-sonnet-4.5"_s);
    QTRY_COMPARE(box.js(u"document.activeElement.id"_s).toString(), u"prompt"_s);
    QVERIFY(box.js(u"document.getElementById('models').hidden"_s).toBool());
}

void ModelPickerTest::planning_hasItsOwnModel()
{
    const auto [dark, suffix] = followLook(m_theme);
    Box box(listing, dark);
    box.open();
    QTRY_COMPARE(box.count(u"#models .model"_s), 9);
    box.js(u"document.querySelector('[data-purpose=plan]').click()"_s);
    QTRY_COMPARE(box.text(u"#models .model.active .id"_s), u"The same as for acting"_s);
    takePicture(*box.view, u"models-plan"_s + suffix);
    box.js(u"document.getElementById('model-search').focus()"_s);
    box.type(u"opus"_s);
    QTRY_COMPARE(box.count(u"#models .model .facts"_s), 1);
    box.key(Qt::Key_Return);
    QTRY_COMPARE(box.settings.value(u"model.planning"_s).toString(), u"anthropic/claude-opus-4.5"_s);
    QCOMPARE(box.settings.modelName(), u"openai/gpt-5"_s);
}

void ModelPickerTest::aNarrowPane_showsEverything()
{
    const auto [dark, suffix] = followLook(m_theme);
    Box box(listing, dark, {340, 700});
    box.open();
    QTRY_COMPARE(box.count(u"#models .model"_s), 9);
    takePicture(*box.view, u"models-narrow"_s + suffix);
    QCOMPARE(box.js(u"[...document.querySelectorAll('#models .facts, #models .purpose, #models .link, #models "
                    u".state')].filter((e) => "
                    u"e.scrollWidth > e.clientWidth + 1 || e.getBoundingClientRect().right > innerWidth).length"_s)
                 .toInt(),
             0);
    box.key(Qt::Key_Escape);
    QTRY_VERIFY(box.js(u"document.getElementById('models').hidden"_s).toBool());
    QCOMPARE(box.settings.modelName(), u"openai/gpt-5"_s);
}

void ModelPickerTest::aNameThatTheProviderDoesNotList_canBeTyped()
{
    const auto dark = followLook(m_theme).dark;
    Box box(listing, dark);
    box.open();
    QTRY_COMPARE(box.count(u"#models .model"_s), 9);
    box.type(u"my-own-model"_s);
    QTRY_COMPARE(box.count(u"#models .model"_s), 1);
    box.key(Qt::Key_Return);
    QTRY_COMPARE(box.settings.modelName(), u"my-own-model"_s);
}

void ModelPickerTest::aProviderThatIsGone_isSaid_andAskedAgainOnWish()
{
    const auto [dark, suffix] = followLook(m_theme);
    Box box(
        R"({"replies":[],"answers":{"/v1/models":[{"status":503,"body":{"error":{"message":"down"}}},{"body":{"data":[{"id":"back"}]}}]}})",
        dark);
    box.open();
    QTRY_VERIFY(box.text(u"#models .state.problem"_s).contains(u"overloaded"_s));
    takePicture(*box.view, u"models-problem"_s + suffix);
    box.js(u"document.querySelector('#models .link').click()"_s);
    QTRY_COMPARE(box.text(u"#model-0 .id"_s), u"back"_s);
    QVERIFY(box.text(u"#models .state.problem"_s).isEmpty());
}

void ModelPickerTest::whatATurnCost_standsBelowTheComposer()
{
    const auto [dark, suffix] = followLook(m_theme);
    Box box(listing, dark, {400, 600});
    box.js(u"document.getElementById('prompt').focus()"_s);
    box.view->setFocus();
    box.type(u"Hi"_s);
    box.key(Qt::Key_Return);
    QTRY_VERIFY(box.text(u"#usage"_s).contains(u"This turn $0.0295"_s));
    QVERIFY2(box.text(u"#usage"_s).contains(u"30K from the cache"_s), qPrintable(box.text(u"#usage"_s)));
    QVERIFY2(box.text(u"#usage"_s).contains(u"11 % of 400K context"_s), qPrintable(box.text(u"#usage"_s)));
    takePicture(*box.view, u"usage"_s + suffix);
}

void ModelPickerTest::aCompactedChat_hasAMark()
{
    const auto [dark, suffix] = followLook(m_theme);
    const auto fill = [](agent::ChatStore& store) {
        const auto chat = store.create(u"w"_s).value();
        const QList<agent::EventBody> bodies{
            agent::UserMessage{u"Make the greeting friendlier"_s},
            agent::TextDelta{u"It says *Hello, friend* now."_s},
            agent::TurnFinished{},
            agent::UserMessage{u"And the farewell?"_s},
            agent::Compacted{u"Task: make the greeting friendlier.\nPlan: done.\nFiles: src/greeting.py was changed."_s,
                             3},
            agent::TextDelta{u"The farewell is friendlier too."_s},
            agent::TurnFinished{}};
        for (const auto& body : bodies)
            QVERIFY(store.append(chat.id, body));
    };
    Box box(listing, dark, {620, 600}, fill);
    QTRY_COMPARE(box.count(u".compacted"_s), 1);
    QCOMPARE(box.count(u".user"_s), 2); // all of it is still there
    box.js(u"document.querySelector('.compacted details').open = true"_s);
    takePicture(*box.view, u"compacted"_s + suffix);
}

void ModelPickerTest::aLimit_isSaid_withTheWayOn()
{
    const auto [dark, suffix] = followLook(m_theme);
    const auto fill = [](agent::ChatStore& store) {
        const auto chat = store.create(u"w"_s).value();
        const QList<agent::EventBody> bodies{
            agent::UserMessage{u"Mend every test"_s}, agent::TextDelta{u"I look at them one by one."_s},
            agent::TurnFinished{.reason = agent::TurnFinished::Reason::StepLimit,
                                .sentence =
                                    u"Paused after 50 calls of the model, the limit for a turn. Write “go on” to "
                                    "let it continue, or raise the limit in Settings."_s}};
        for (const auto& body : bodies)
            QVERIFY(store.append(chat.id, body));
    };
    Box box(R"json({"replies":[{"steps":[{"text":"Then the rest."}]}],"answers":{"/v1/models":{"data":[]}}})json", dark,
            {460, 600}, fill);
    QTRY_COMPARE(box.count(u".note.cut .button"_s), 2);
    takePicture(*box.view, u"limit"_s + suffix);
    QSignalSpy asked(box.backend.get(), &desktop::chat::ChatBackend::settingsRequested);
    box.js(u"document.querySelectorAll('.note.cut .button')[1].click()"_s);
    QTRY_COMPARE(asked.size(), 1);
    box.js(u"document.querySelectorAll('.note.cut .button')[0].click()"_s);
    QTRY_VERIFY(box.text(u"#transcript"_s).contains(u"Then the rest."_s));
}

void ModelPickerTest::aModelThatTakesNoImages_isSaid_beforeSending()
{
    const auto [dark, suffix] = followLook(m_theme);
    Box box(listing, dark, {340, 600});
    const auto name = box.store->images().add({.mime = u"image/png"_s, .data = "none"}).value();
    box.js(
        u"document.getElementById('prompt').value = 'See @%1'; document.getElementById('prompt').dispatchEvent(new Event('input'))"_s
            .arg(name));
    QTRY_COMPARE(box.count(u"#composer .image"_s), 1);
    QVERIFY(box.text(u".image-note"_s).isEmpty());

    box.takesImages = false;
    box.backend->refreshModel();

    QTRY_VERIFY(box.text(u".image-note"_s).contains(u"openai/gpt-5 takes no images"_s));
    takePicture(*box.view, u"image-refused"_s + suffix);
    box.takesImages = true;
    box.backend->refreshModel();
    QTRY_VERIFY(box.text(u".image-note"_s).isEmpty());
}

} // namespace kalpana::test

int main(int argc, char** argv)
{
    return kalpana::test::runWithTheme<kalpana::test::ModelPickerTest>(argc, argv);
}

#include "model_picker_test.moc"
