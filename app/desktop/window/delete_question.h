#pragma once

#include "app/desktop/values/workspace_row.h"
#include "core/base/error.h"

class QWidget;

namespace kalpana::desktop::window {

/// Says what goes and what stays, and asks. Blocks on a dialog; Cancel is the default.
[[nodiscard]] bool askWhetherToDelete(const values::WorkspaceRow& row, QWidget* parent);

/// The host could not be cleaned up: says why, and asks whether to delete what is here only.
[[nodiscard]] bool askWhetherToForget(const values::WorkspaceRow& row, const Error& error, QWidget* parent);

} // namespace kalpana::desktop::window
