#include "app/desktop/assembly/assembly.h"

#include "app/desktop/assembly/editor_link.h"
#include "app/desktop/assembly/model_choice.h"
#include "app/desktop/chat/chat_backend.h"
#include "app/desktop/live/live_session.h"
#include "app/desktop/look/theme.h"
#include "app/desktop/opened/workspace_page.h"
#include "app/desktop/preferences/preferences_dialog.h"
#include "app/desktop/review/review_page.h"
#include "app/desktop/rules/rules_page.h"
#include "app/desktop/terminals/terminals_backend.h"
#include "app/desktop/values/readable.h"
#include "core/agent/workspace_tools.h"
#include "core/fetch/chosen_pages.h"
#include "core/permissions/rule_text.h"
#include "core/provider/limits.h"
#include "core/settings/settings.h"
#include "core/workspace/store.h"
#include "remote/ssh/host_names.h"

#include <QDir>
#include <QFileDialog>
#include <QStandardPaths>

namespace kalpana::desktop::assembly {

using namespace Qt::StringLiterals;

namespace {
QString keyOf(const QString& divider)
{
    return u"window."_s + divider;
}
} // namespace

Result<std::unique_ptr<workbench::Workbench>> Assembly::make(const workbench::Shared& shared,
                                                             std::function<Result<views::WebViews*>()> web)
{
    auto chats = agent::ChatStore::open(QDir(shared.dataFolder).filePath(u"chats.db"_s));
    if (!chats)
        return std::unexpected(chats.error());
    auto ledger = agent::CallLedger::open(QDir(shared.dataFolder).filePath(u"calls.db"_s));
    if (!ledger)
        return std::unexpected(ledger.error());
    std::unique_ptr<Assembly> made(new Assembly(shared, std::move(web), std::move(*chats)));
    made->m_ledger = *std::move(ledger);
    made->m_questions.setWindow(&shared.window);
    return made;
}

Assembly::Assembly(const workbench::Shared& shared, std::function<Result<views::WebViews*>()> web,
                   std::unique_ptr<agent::ChatStore> chats)
    : m_shared(shared), m_web(std::move(web)), m_chatStore(std::move(chats)),
      m_layout(shared.settings, shared.background),
      m_deletion{.remote = remote(), .questions = m_questions, .chats = *m_chatStore, .dataFolder = shared.dataFolder}
{
}

Assembly::~Assembly() = default;

workspaces::Services Assembly::remote()
{
    return {.io = m_io,
            .gateway = m_gateway,
            .store = m_shared.store,
            .settings = m_shared.settings,
            .programs = &m_questions};
}

workbench::Page* Assembly::open(const workspace::Record& record)
{
    const live::LiveServices live{.remote = remote(), .questions = m_questions, .dataFolder = m_shared.dataFolder};
    auto session = std::make_unique<live::LiveSession>(live, m_shared.background, record);
    auto chat = makeChat(record, *session);
    auto terminals = std::make_unique<terminals::TerminalsBackend>(*session, values::hostInSentence(record.host),
                                                                   m_shared.background);
    terminals->setDark(m_shared.theme.dark());
    QObject::connect(&m_shared.theme, &look::Theme::changed, terminals.get(), &terminals::TerminalsBackend::setDark);
    auto* page = new opened::WorkspacePage(
        values::rowOf(record), std::move(chat), std::move(terminals), std::move(session),
        {.web = m_web,
         .profileFolder = m_shared.dataFolder + u"/profiles/"_s + record.id,
         .savedSplit = [this](const QString& name) { return m_layout.value(keyOf(name)); },
         .saveSplit = [this](const QString& name, const QByteArray& state) { m_layout.save(keyOf(name), state); }});
    openReviews(*page, *m_chats.last());
    openRules(*page, *m_chats.last(), record.id);
    joinEditor(*page, *m_chats.last());
    return page;
}

/// What a chat asks to have reviewed is shown where the editor is.
void Assembly::openReviews(opened::WorkspacePage& page, chat::ChatBackend& chat)
{
    const review::ReviewServices services{.background = m_shared.background, .tools = [&page] {
                                              return std::shared_ptr<agent::WorkspaceTools>(page.session().tools());
                                          }};
    QObject::connect(&chat, &chat::ChatBackend::reviewRequested, &page,
                     [services, &page, &chat](quint32 before, quint32 after, const QString& path, const QString& id) {
                         auto made = std::make_unique<review::ReviewPage>(services);
                         auto* shown = made.get();
                         QObject::connect(shown, &review::ReviewPage::closeRequested, &page,
                                          &opened::WorkspacePage::closePlaced);
                         QObject::connect(shown, &review::ReviewPage::wentBack, &chat,
                                          [&chat, id](const agent::CheckpointRestored& restored) {
                                              chat.noteWentBack(id, restored);
                                          });
                         if (page.placeOverEditor(std::move(made)))
                             shown->showTurn({before, after}, path);
                     });
}

/// What the chat names is opened where it belongs: a file in the editor, a command in a terminal.
void Assembly::joinEditor(opened::WorkspacePage& page, chat::ChatBackend& chat)
{
    const auto* link = new EditorLink(page.session(), chat, m_shared.background, &chat);
    QObject::connect(link, &EditorLink::opened, &page, &opened::WorkspacePage::showEditor);
    QObject::connect(&chat, &chat::ChatBackend::terminalRequested, &page, &opened::WorkspacePage::proposeInTerminal);
}

void Assembly::openRules(opened::WorkspacePage& page, chat::ChatBackend& chat, const QString& workspace)
{
    const rules::RulesServices services{
        .background = m_shared.background,
        .book = std::make_shared<agent::RuleBook>(*m_chatStore, m_shared.dataFolder, workspace),
        .tools = [&page] { return std::shared_ptr<agent::WorkspaceTools>(page.session().tools()); }};
    QObject::connect(&chat, &chat::ChatBackend::rulesRequested, &page, [services, &page] {
        auto made = std::make_unique<rules::RulesPage>(services);
        QObject::connect(made.get(), &rules::RulesPage::closeRequested, &page, &opened::WorkspacePage::closePlaced);
        page.placeOverEditor(std::move(made));
    });
}

QStringList Assembly::hosts() const
{
    return ssh::hostNames(m_shared.sshConfig).value_or(QStringList());
}

Result<void> Assembly::deleteOnHost(const workspace::Record& record, std::stop_token stop) const
{
    return m_deletion.onHost(record, std::move(stop));
}

Result<void> Assembly::deleteHere(const workspace::Record& record) const
{
    return m_deletion.here(record);
}

std::unique_ptr<QObject> Assembly::makeChat(const workspace::Record& record, session::Session& session)
{
    const chat::ChatServices services{
        .store = *m_chatStore,
        .model = [this] { return chosenModel(m_shared.settings, m_secrets, m_shared.dataFolder); },
        .modelState = [this] { return chosenModelState(m_shared.settings, m_secrets, m_shared.dataFolder); },
        .planner = [this] { return planningModel(m_shared.settings, m_secrets, m_shared.dataFolder); },
        .limits = [this] { return provider::turnLimits(m_shared.settings); },
        .ledger = m_ledger.get(),
        .desk = chat::modelDesk(m_shared.settings, m_secrets, m_shared.dataFolder),
        .rules = [this] { return permissions::userRules(m_shared.dataFolder); },
        .folder = record.folder.startsWith(u'/') ? record.folder : QString(),
        .pages = [this] { return fetch::chosenPages(m_shared.settings, m_secrets); }};
    auto made = std::make_unique<chat::ChatBackend>(record.id, services, m_shared.background,
                                                    [&session] { return session.tools(); });
    made->setDark(m_shared.theme.dark());
    QObject::connect(&m_shared.theme, &look::Theme::changed, made.get(), &chat::ChatBackend::setDark);
    QObject::connect(made.get(), &chat::ChatBackend::settingsRequested, made.get(),
                     [this] { showSettings(&m_shared.window); });
    QObject::connect(
        made.get(), &chat::ChatBackend::exportRequested, made.get(),
        [this, chat = made.get()](const QString& id, const QString& format, const QString& name) {
            auto* dialog = new QFileDialog(&m_shared.window, QFileDialog::tr("Export the chat"),
                                           QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation));
            dialog->setAttribute(Qt::WA_DeleteOnClose);
            dialog->setAcceptMode(QFileDialog::AcceptSave);
            dialog->selectFile(name);
            QObject::connect(dialog, &QFileDialog::fileSelected, chat,
                             [chat, id, format](const QString& file) { chat->exportTo(id, format, file); });
            dialog->open();
        });
    QObject::connect(made.get(), &chat::ChatBackend::modelChosen, made.get(), [this] { refreshModels(); });
    m_chats.removeIf([](const QPointer<chat::ChatBackend>& one) { return one.isNull(); });
    m_chats << made.get();
    return made;
}

void Assembly::refreshModels()
{
    for (const auto& one : std::as_const(m_chats)) {
        if (one)
            one->refreshModel();
    }
}

void Assembly::showSettings(QWidget* parent)
{
    auto* dialog = new preferences::PreferencesDialog(m_shared.settings, m_secrets, m_shared.background, parent);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    QObject::connect(dialog, &preferences::PreferencesDialog::appearanceChanged, &m_shared.theme,
                     &look::Theme::setAppearance);
    QObject::connect(dialog, &preferences::PreferencesDialog::modelChanged, dialog, [this] { refreshModels(); });
    dialog->open();
}

} // namespace kalpana::desktop::assembly
