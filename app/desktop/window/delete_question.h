#pragma once

#include "app/desktop/values/workspace_row.h"

class QWidget;

namespace kalpana::desktop::window {

/// Says what goes and what stays, and asks. Blocks on a dialog; Cancel is the default.
[[nodiscard]] bool askWhetherToDelete(const values::WorkspaceRow& row, QWidget* parent);

} // namespace kalpana::desktop::window
