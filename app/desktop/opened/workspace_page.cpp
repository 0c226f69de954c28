#include "app/desktop/opened/workspace_page.h"

#include "app/desktop/opened/editor_area.h"
#include "app/desktop/opened/log_panel.h"
#include "app/desktop/opened/status_line.h"
#include "app/desktop/session/readings.h"
#include "app/desktop/steps/bring_up_page.h"
#include "app/desktop/terminals/terminals_backend.h"
#include "app/desktop/values/readable.h"
#include "app/desktop/views/web_views.h"

#include <QApplication>
#include <QSplitter>
#include <QStackedLayout>
#include <QStackedWidget>
#include <QTimer>
#include <QVBoxLayout>

namespace kalpana::desktop::opened {

using namespace Qt::StringLiterals;
using session::Session;
using values::WorkspaceState;
using workspaces::Phase;

WorkspacePage::WorkspacePage(const values::WorkspaceRow& row, std::unique_ptr<QObject> chat,
                             std::unique_ptr<terminals::TerminalsBackend> terminals, std::unique_ptr<Session> session,
                             PageServices services, QWidget* parent)
    : Page(parent), m_row(row), m_services(std::move(services)), m_chat(std::move(chat)), m_session(std::move(session)),
      m_terminals(std::move(terminals))
{
    m_bringUp = new steps::BringUpPage(row.name, row.host);
    m_status = new StatusLine(row.host, row.folder);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(0);
    m_stack = new QStackedLayout;
    m_stack->addWidget(m_bringUp);
    column->addLayout(m_stack, 1);
    m_log = new LogPanel(row.host);
    column->addWidget(m_log);
    column->addWidget(m_status);
    placeLog();
    placeTerminals();
    connect(m_stack, &QStackedLayout::currentChanged, this, &WorkspacePage::placeLog);
    connect(m_status, &StatusLine::logToggled, this, &WorkspacePage::setLogOpen);
    connect(m_stack, &QStackedLayout::currentChanged, this, &WorkspacePage::placeTerminals);
    connect(m_status, &StatusLine::terminalsToggled, this, &WorkspacePage::setTerminalsOpen);
    connect(m_terminals.get(), &terminals::TerminalsBackend::hideRequested, this, [this] { setTerminalsOpen(false); });
    connect(m_log, &LogPanel::closeRequested, this, [this] { setLogOpen(false); });
    connect(m_log, &LogPanel::refreshRequested, m_session.get(), &Session::readHostLog);

    connect(m_session.get(), &Session::stepChanged, m_bringUp, &steps::BringUpPage::showStep);
    connect(m_session.get(), &Session::logLine, m_bringUp, &steps::BringUpPage::appendLog);
    connect(m_session.get(), &Session::stepChanged, m_log, &LogPanel::appendStep);
    connect(m_session.get(), &Session::logLine, m_log, &LogPanel::append);
    connect(m_session.get(), &Session::hostLogRead, m_log, &LogPanel::setHostLog);
    connect(m_session.get(), &Session::phaseChanged, this, &WorkspacePage::phaseChanged);
    connect(m_session.get(), &Session::metricsChanged, m_status, &StatusLine::setMetrics);
    connect(m_session.get(), &Session::addressReady, this, [this](const QUrl& address) {
        if (m_editor)
            m_editor->open(address);
    });
    connect(m_session.get(), &Session::problem, this, [this](const Error& error) {
        setState(session::stateOf(m_phase));
        m_bringUp->showFailure(error);
        m_stack->setCurrentWidget(m_bringUp);
    });
    connect(m_bringUp, &steps::BringUpPage::retryRequested, this, [this] {
        // The line may be fine and only a request have failed: then there is nothing to connect.
        if (m_state == WorkspaceState::Running && m_split) {
            m_session->enter();
            m_stack->setCurrentWidget(m_split);
        } else if (m_state == WorkspaceState::Running) {
            showSplit();
        } else {
            m_session->retry();
        }
    });
    connect(m_bringUp, &steps::BringUpPage::leaveRequested, this, [this] { Q_EMIT leaveRequested(!m_everRan); });
}

WorkspacePage::~WorkspacePage()
{
    m_session->disconnect(this);
    m_stack->disconnect(this);
    delete m_split; // its pages use m_chat and m_terminals
}

void WorkspacePage::start()
{
    setState(WorkspaceState::Connecting);
    m_session->start();
    // Chromium is loaded while the line is being made.
    QTimer::singleShot(0, this, [this] { (void)m_services.web(); });
}

void WorkspacePage::stopRemote()
{
    setState(WorkspaceState::Stopping);
    if (m_editor)
        m_editor->showCover(tr("Stopping %1").arg(m_row.name));
    m_session->stopRemote();
}

void WorkspacePage::showLog()
{
    if (m_stack->currentWidget() == m_bringUp)
        m_bringUp->openLog();
    else
        setLogOpen(true);
}

void WorkspacePage::setLogOpen(bool open)
{
    if (m_logIsOpen == open)
        return;
    m_logIsOpen = open;
    placeLog();
    if (open)
        m_session->readHostLog();
}

/// On its way up a workspace has its log among its steps.
void WorkspacePage::placeLog()
{
    const bool isUp = m_split && m_stack->currentWidget() == m_split;
    m_log->setVisible(isUp && m_logIsOpen);
    m_status->setLog(isUp, m_logIsOpen);
}

void WorkspacePage::setTerminalsOpen(bool open)
{
    const bool isNew = open && !m_terminalsAreOpen;
    m_terminalsAreOpen = open;
    placeTerminals();
    if (isNew && m_terminalsView) {
        m_terminalsView->setFocus();
        m_terminals->shown();
    } else if (!open && m_editor) {
        m_editor->setFocus();
    }
}

void WorkspacePage::placeTerminals()
{
    const bool isUp = m_split && m_stack->currentWidget() == m_split;
    const bool shows = isUp && m_terminalsAreOpen;
    if (shows && !m_terminalsView) {
        const auto views = m_services.web();
        if (!views)
            return; // what the editor needed too
        m_terminalsView = (*views)->makePage(views::OwnPage::Terminals, *m_terminals, nullptr);
        m_terminalsView->setObjectName(u"terminals"_s);
        m_terminalsView->setMinimumHeight(120);
        m_left->addWidget(m_terminalsView);
        m_left->setStretchFactor(0, 1);
        m_left->setStretchFactor(1, 0);
        if (const auto saved = m_services.savedSplit(u"terminals"_s); saved.isEmpty() || !m_left->restoreState(saved))
            m_left->setSizes({600, 280});
        m_left->setHandleWidth(1);
    }
    if (m_terminalsView)
        m_terminalsView->setVisible(shows);
    m_status->setTerminals(isUp, m_terminalsAreOpen);
}

bool WorkspacePage::placeOverEditor(std::unique_ptr<QWidget> widget)
{
    if (!m_split)
        return false;
    closePlaced();
    m_placed = widget.release();
    m_place->setCurrentIndex(m_place->addWidget(m_placed));
    m_placed->setFocus();
    return true;
}

void WorkspacePage::closePlaced()
{
    if (!m_placed)
        return;
    auto* gone = std::exchange(m_placed, nullptr);
    m_place->setCurrentWidget(m_editor);
    m_place->removeWidget(gone);
    gone->deleteLater();
    m_editor->setFocus();
}

void WorkspacePage::showEditor()
{
    closePlaced();
    if (m_editor)
        m_editor->setFocus();
}

void WorkspacePage::proposeInTerminal(const QString& command)
{
    setTerminalsOpen(true);
    if (m_terminalsView)
        m_terminalsView->setFocus();
    m_terminals->propose(command);
}

void WorkspacePage::phaseChanged(Phase phase, const std::optional<Error>& error)
{
    m_phase = phase;
    if (m_state == WorkspaceState::Stopping && phase != Phase::Stopped && phase != Phase::Failed)
        return;
    setState(session::stateOf(phase));
    switch (phase) {
    case Phase::Connecting:
        m_bringUp->showConnecting();
        m_stack->setCurrentWidget(m_bringUp);
        break;
    case Phase::Running:
        m_everRan = true;
        showSplit();
        break;
    case Phase::Reconnecting:
        if (m_editor)
            m_editor->setBanner(
                tr("The line to %1 is down. Connecting again…").arg(values::hostInSentence(m_row.host)));
        break;
    case Phase::Failed:
        m_bringUp->showFailure(
            error.value_or(Error{.sentence = tr("%1 could not be opened. See the log.").arg(m_row.name)}));
        m_stack->setCurrentWidget(m_bringUp);
        break;
    case Phase::Stopped:
        dropSplit();
        m_bringUp->showStopped();
        m_stack->setCurrentWidget(m_bringUp);
        break;
    }
}

void WorkspacePage::setState(WorkspaceState state)
{
    if (m_state == state && state != WorkspaceState::Connecting)
        return;
    m_state = state;
    m_status->setState(state);
    Q_EMIT stateChanged(state);
}

void WorkspacePage::showSplit()
{
    if (m_split) {
        m_editor->setBanner({});
    } else if (makeSplit()) {
        m_session->enter();
    } else {
        return;
    }
    m_stack->setCurrentWidget(m_split);
}

bool WorkspacePage::makeSplit()
{
    const auto web = m_services.web();
    if (!web) {
        m_bringUp->showFailure(web.error());
        return false;
    }
    m_split = new QSplitter(Qt::Horizontal);
    m_split->setObjectName(u"split"_s);
    m_split->setHandleWidth(1);
    m_split->setChildrenCollapsible(false);
    m_editor = new EditorArea({.id = m_row.id, .profileFolder = m_services.profileFolder}, **web);
    m_editor->setMinimumWidth(320);
    m_chatView = (*web)->makePage(views::OwnPage::Chat, *m_chat, nullptr);
    m_chatView->setObjectName(u"chat"_s);
    m_chatView->setMinimumWidth(300);
    m_left = new QSplitter(Qt::Vertical);
    m_left->setChildrenCollapsible(false);
    m_place = new QStackedWidget;
    m_place->addWidget(m_editor);
    m_left->addWidget(m_place);
    m_split->addWidget(m_left);
    m_split->addWidget(m_chatView);
    m_split->setStretchFactor(0, 1);
    m_split->setStretchFactor(1, 0);
    if (const auto saved = m_services.savedSplit(u"split"_s); saved.isEmpty() || !m_split->restoreState(saved))
        m_split->setSizes({1000, 420});
    m_split->setHandleWidth(1);
    m_stack->addWidget(m_split);
    keepSplit(*m_split, u"split"_s);
    keepSplit(*m_left, u"terminals"_s);
    connect(m_editor, &EditorArea::addressWanted, m_session.get(), &Session::enter);
    connect(m_editor, &EditorArea::tryNowRequested, m_session.get(), &Session::retry);
    connect(m_editor, &EditorArea::shown, this, [this] {
        // Who types already, to the agent or in a terminal, goes on there.
        const auto* focused = QApplication::focusWidget();
        const auto holds = [focused](const QWidget* part) { return part && focused && part->isAncestorOf(focused); };
        if (!holds(m_chatView) && !holds(m_terminalsView))
            m_editor->setFocus();
    });
    return true;
}

/// Moving a divider gives many steps; the last one is kept.
void WorkspacePage::keepSplit(QSplitter& split, const QString& name)
{
    auto* settled = new QTimer(&split);
    settled->setSingleShot(true);
    settled->setInterval(400);
    connect(&split, &QSplitter::splitterMoved, settled, qOverload<>(&QTimer::start));
    connect(settled, &QTimer::timeout, &split, [this, name, &split] { m_services.saveSplit(name, split.saveState()); });
}

void WorkspacePage::dropSplit()
{
    if (m_split)
        m_split->deleteLater();
    m_split = nullptr;
    m_left = nullptr;
    m_editor = nullptr;
    m_place = nullptr;
    m_placed = nullptr;
    m_terminalsView = nullptr;
    m_chatView = nullptr;
}

} // namespace kalpana::desktop::opened
