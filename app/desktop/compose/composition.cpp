#include "app/desktop/compose/composition.h"

#include "app/desktop/look/theme.h"
#include "core/workspace/store.h"

#include <future>

namespace kalpana::desktop::compose {

namespace {

struct Stored {
    workspace::Store store;
    QList<workspace::Record> records;
};

Result<Stored> readStore(const QString& dataFolder)
{
    auto store = workspace::Store::open(dataFolder);
    if (!store)
        return std::unexpected(store.error());
    auto records = store->list();
    if (!records)
        return std::unexpected(records.error());
    return Stored{.store = *std::move(store), .records = *std::move(records)};
}

} // namespace

Result<std::unique_ptr<Composition>> Composition::make(const Options& options, look::Theme& theme,
                                                       MakeWorkbench makeWorkbench)
{
    // SQLite is loaded and asked while the window is put together.
    auto reading = std::async(std::launch::async, &readStore, options.dataFolder);
    auto settings = settings::Settings::load(options.dataFolder);
    if (!settings)
        return std::unexpected(settings.error());
    if (!options.codeServerSource.isEmpty())
        settings->useCodeServerSource(options.codeServerSource);
    std::unique_ptr<Composition> made(new Composition(options, theme, std::move(makeWorkbench), *std::move(settings)));
    theme.setAppearance(look::appearance(made->m_settings));
    auto stored = reading.get();
    if (!stored)
        return std::unexpected(stored.error());
    made->m_store = std::move(stored->store);
    made->m_window->showStored(*made->m_store, std::move(stored->records));
    return made;
}

Composition::Composition(const Options& options, look::Theme& theme, MakeWorkbench makeWorkbench,
                         settings::Settings settings)
    : m_options(options), m_theme(theme), m_makeWorkbench(std::move(makeWorkbench)), m_settings(std::move(settings)),
      m_window(std::make_unique<window::MainWindow>(window::WindowServices{.settings = m_settings,
                                                                           .background = m_background,
                                                                           .workbench = [this] { return workbench(); },
                                                                           .sshConfig = options.sshConfig}))
{
}

Result<workbench::Workbench*> Composition::workbench()
{
    if (!m_workbench) {
        auto made = m_makeWorkbench({.store = *m_store,
                                     .settings = m_settings,
                                     .background = m_background,
                                     .theme = m_theme,
                                     .window = *m_window,
                                     .dataFolder = m_options.dataFolder,
                                     .sshConfig = m_options.sshConfig});
        if (!made)
            return std::unexpected(made.error());
        m_workbench = std::move(*made);
    }
    return m_workbench.get();
}

} // namespace kalpana::desktop::compose
