#include "app/desktop/compose/composition.h"

#include "app/desktop/chat/chat_backend.h"
#include "app/desktop/compose/deletion.h"
#include "app/desktop/compose/model_choice.h"
#include "app/desktop/live/live_session.h"
#include "app/desktop/look/theme.h"
#include "app/desktop/preferences/preferences_dialog.h"
#include "remote/ssh/host_names.h"

#include <QDir>

namespace kalpana::desktop::compose {

using namespace Qt::StringLiterals;

Result<std::unique_ptr<Composition>> Composition::make(const Options& options, look::Theme& theme,
                                                       std::function<Result<views::WebViews*>()> web)
{
    auto store = workspace::Store::open(options.dataFolder);
    if (!store)
        return std::unexpected(store.error());
    auto settings = settings::Settings::load(options.dataFolder);
    if (!settings)
        return std::unexpected(settings.error());
    if (!options.codeServerSource.isEmpty())
        settings->useCodeServerSource(options.codeServerSource);
    auto chats = agent::ChatStore::open(QDir(options.dataFolder).filePath(u"chats.db"_s));
    if (!chats)
        return std::unexpected(chats.error());
    auto records = store->list();
    if (!records)
        return std::unexpected(records.error());
    theme.setAppearance(preferences::appearance(*settings));
    std::unique_ptr<Composition> made(
        new Composition(options, theme, std::move(web), std::move(*store), std::move(*settings), std::move(*chats)));
    made->m_window = std::make_unique<window::MainWindow>(made->services(), std::move(*records));
    made->m_questions.setWindow(made->m_window.get());
    return made;
}

Composition::Composition(const Options& options, look::Theme& theme, std::function<Result<views::WebViews*>()> web,
                         workspace::Store store, settings::Settings settings, std::unique_ptr<agent::ChatStore> chats)
    : m_options(options), m_theme(theme), m_web(std::move(web)), m_store(std::move(store)),
      m_settings(std::move(settings)), m_chatStore(std::move(chats))
{
}

Composition::~Composition() = default;

workspaces::Services Composition::remote()
{
    return {.io = m_io, .gateway = m_gateway, .store = m_store, .settings = m_settings};
}

window::WindowServices Composition::services()
{
    const Deletion deletion{
        .remote = remote(), .questions = m_questions, .chats = *m_chatStore, .dataFolder = m_options.dataFolder};
    return {.store = m_store,
            .settings = m_settings,
            .background = m_background,
            .makeSession =
                [this](const workspace::Record& record) {
                    const live::LiveServices shared{
                        .remote = remote(), .questions = m_questions, .dataFolder = m_options.dataFolder};
                    return std::make_unique<live::LiveSession>(shared, m_background, record);
                },
            .makeChat = [this](const workspace::Record& record,
                               session::Session& session) { return makeChat(record, session); },
            .web = m_web,
            .hosts = [config = m_options.sshConfig] { return ssh::hostNames(config).value_or(QStringList()); },
            .deleteOnHost = [deletion](const workspace::Record& record,
                                       std::stop_token stop) { return deletion.onHost(record, std::move(stop)); },
            .deleteHere = [deletion](const workspace::Record& record) { return deletion.here(record); },
            .showSettings = [this](QWidget* parent) { showSettings(parent); },
            .dataFolder = m_options.dataFolder,
            .sshConfig = m_options.sshConfig};
}

std::unique_ptr<QObject> Composition::makeChat(const workspace::Record& record, session::Session& session)
{
    const chat::ChatServices services{.store = *m_chatStore,
                                      .model = [this] { return chosenModel(m_settings, m_secrets); },
                                      .modelState = [this] { return chosenModelState(m_settings, m_secrets); }};
    auto made =
        std::make_unique<chat::ChatBackend>(record.id, services, m_background, [&session] { return session.tools(); });
    made->setDark(m_theme.dark());
    QObject::connect(&m_theme, &look::Theme::changed, made.get(), &chat::ChatBackend::setDark);
    QObject::connect(made.get(), &chat::ChatBackend::settingsRequested, made.get(),
                     [this] { showSettings(m_window.get()); });
    m_chats.removeIf([](const QPointer<chat::ChatBackend>& one) { return one.isNull(); });
    m_chats << made.get();
    return made;
}

void Composition::showSettings(QWidget* parent)
{
    auto* dialog = new preferences::PreferencesDialog(m_settings, m_secrets, m_background, parent);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    QObject::connect(dialog, &preferences::PreferencesDialog::appearanceChanged, &m_theme, &look::Theme::setAppearance);
    QObject::connect(dialog, &preferences::PreferencesDialog::modelChanged, m_window.get(), [this] {
        for (const auto& one : std::as_const(m_chats)) {
            if (one)
                one->refreshModel();
        }
    });
    dialog->open();
}

} // namespace kalpana::desktop::compose
