#include "app/desktop/compose/composition.h"

#include "app/desktop/look/theme.h"

namespace kalpana::desktop::compose {

Result<std::unique_ptr<Composition>> Composition::make(const Options& options, look::Theme& theme,
                                                       MakeWorkbench makeWorkbench)
{
    auto store = workspace::Store::open(options.dataFolder);
    if (!store)
        return std::unexpected(store.error());
    auto settings = settings::Settings::load(options.dataFolder);
    if (!settings)
        return std::unexpected(settings.error());
    if (!options.codeServerSource.isEmpty())
        settings->useCodeServerSource(options.codeServerSource);
    auto records = store->list();
    if (!records)
        return std::unexpected(records.error());
    theme.setAppearance(look::appearance(*settings));
    std::unique_ptr<Composition> made(
        new Composition(options, theme, std::move(makeWorkbench), std::move(*store), std::move(*settings)));
    made->m_window = std::make_unique<window::MainWindow>(
        window::WindowServices{.store = made->m_store,
                               .settings = made->m_settings,
                               .background = made->m_background,
                               .workbench = [composition = made.get()] { return composition->workbench(); },
                               .sshConfig = options.sshConfig},
        std::move(*records));
    return made;
}

Composition::Composition(const Options& options, look::Theme& theme, MakeWorkbench makeWorkbench,
                         workspace::Store store, settings::Settings settings)
    : m_options(options), m_theme(theme), m_makeWorkbench(std::move(makeWorkbench)), m_store(std::move(store)),
      m_settings(std::move(settings))
{
}

Result<workbench::Workbench*> Composition::workbench()
{
    if (!m_workbench) {
        auto made = m_makeWorkbench({.store = m_store,
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
