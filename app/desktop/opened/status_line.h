#pragma once

#include "app/desktop/values/workspace_state.h"
#include "remote/workspaces/observer.h"

#include <QFrame>

class QLabel;
class QPushButton;

namespace kalpana::desktop::opened {

/// The line below a workspace: "Running · CPU 12 % · Mem 1.2 GB · 3 ms", and on the right where it runs.
class StatusLine final : public QFrame {
    Q_OBJECT
public:
    StatusLine(const QString& host, const QString& folder, QWidget* parent = nullptr);

    void setState(values::WorkspaceState state);
    void setMetrics(const workspaces::Metrics& metrics);
    [[nodiscard]] QString text() const;
    /// Whether there is a button that opens the log, and whether the log is open.
    void setLog(bool offered, bool open);
    /// The same for the terminals.
    void setTerminals(bool offered, bool open);

Q_SIGNALS:
    void logToggled(bool open);
    void terminalsToggled(bool open);

protected:
    void changeEvent(QEvent* event) override;

private:
    void refresh();
    values::WorkspaceState m_state = values::WorkspaceState::Connecting;
    QLabel* m_dot;
    QLabel* m_word;
    QLabel* m_figures;
    QPushButton* m_terminals;
    QPushButton* m_log;
};

} // namespace kalpana::desktop::opened
