#pragma once

#include "remote/workspaces/observer.h"

#include <QObject>
#include <QUrl>

#include <memory>
#include <optional>

namespace kalpana::agent {
class WorkspaceTools;
}
namespace kalpana::workspaces {
class Editor;
class Terminals;
} // namespace kalpana::workspaces

namespace kalpana::desktop::session {

/// An open workspace as the GUI thread sees it: requests go in and return at once, what happens comes out as signals on
/// the GUI thread. Destroying it closes the line and leaves the host as it is.
class Session : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    /// Begins; to be called once the signals are connected.
    virtual void start() = 0;
    virtual void retry() = 0;
    /// Asks for an address that lets the editor in; answered by addressReady() or problem().
    virtual void enter() = 0;
    /// Asks for the end of code-server's log on the host; answered by hostLogRead().
    virtual void readHostLog() = 0;
    /// Ends in Phase::Stopped or problem().
    virtual void stopRemote() = 0;
    /// The agent's hands in this workspace. To be used on a flow thread; may outlive the session.
    [[nodiscard]] virtual std::unique_ptr<agent::WorkspaceTools> tools() = 0;
    /// The terminals on its host; null unless the workspace is held. They keep it held: to be let go, on a thread that
    /// may block, when a phase comes in which it is not.
    [[nodiscard]] virtual std::shared_ptr<workspaces::Terminals> terminals() = 0;
    /// The editor over its host; as terminals().
    [[nodiscard]] virtual std::shared_ptr<workspaces::Editor> editor() = 0;

Q_SIGNALS:
    void stepChanged(const kalpana::workspaces::StepReport& step);
    void logLine(const QString& line);
    void phaseChanged(kalpana::workspaces::Phase phase, const std::optional<kalpana::Error>& error);
    void metricsChanged(const kalpana::workspaces::Metrics& metrics);
    void addressReady(const QUrl& address);
    /// The log, or a sentence that says why it can't be read.
    void hostLogRead(const QString& text);
    /// A request could not be fulfilled; the workspace itself stands as it stood.
    void problem(const kalpana::Error& error);
};

} // namespace kalpana::desktop::session
