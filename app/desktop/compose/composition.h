#pragma once

#include "app/desktop/background/background.h"
#include "app/desktop/compose/options.h"
#include "app/desktop/window/main_window.h"
#include "core/workspace/store.h"

#include <optional>

namespace kalpana::desktop::look {
class Theme;
}

namespace kalpana::desktop::compose {

using MakeWorkbench = std::function<Result<std::unique_ptr<workbench::Workbench>>(const workbench::Shared&)>;

/// What is needed to draw home, and the workbench once it is asked for; gone in the reverse order.
class Composition final {
public:
    [[nodiscard]] static Result<std::unique_ptr<Composition>> make(const Options& options, look::Theme& theme,
                                                                   MakeWorkbench makeWorkbench);

    [[nodiscard]] window::MainWindow& window() { return *m_window; }
    [[nodiscard]] background::Background& background() { return m_background; }

private:
    Composition(const Options& options, look::Theme& theme, MakeWorkbench makeWorkbench, settings::Settings settings);
    [[nodiscard]] Result<workbench::Workbench*> workbench();

    const Options m_options;
    look::Theme& m_theme;
    MakeWorkbench m_makeWorkbench;
    settings::Settings m_settings;
    std::optional<workspace::Store> m_store; ///< There once it has been read, before the window is shown.
    std::unique_ptr<workbench::Workbench> m_workbench;
    background::Background m_background; ///< Its threads use all of the above.
    std::unique_ptr<window::MainWindow> m_window;
};

} // namespace kalpana::desktop::compose
