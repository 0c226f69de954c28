#pragma once

#include "app/desktop/values/workspace_row.h"

#include <QToolButton>

namespace kalpana::desktop::window {

/// An open workspace on the rail: its letter, and its state as a dot in the corner.
class WorkspaceButton final : public QToolButton {
    Q_OBJECT
public:
    explicit WorkspaceButton(const values::WorkspaceRow& row, QWidget* parent = nullptr);

    void setState(values::WorkspaceState state);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    values::WorkspaceRow m_row;
};

} // namespace kalpana::desktop::window
