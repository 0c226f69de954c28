#include "app/desktop/window/main_window.h"

#include "app/desktop/create/new_workspace_page.h"
#include "app/desktop/home/home_page.h"
#include "app/desktop/home/workspace_list.h"
#include "app/desktop/window/about.h"
#include "app/desktop/window/delete_question.h"
#include "app/desktop/window/rail.h"

#include <QCloseEvent>
#include <QHBoxLayout>
#include <QMessageBox>
#include <QStackedWidget>

#include <algorithm>

namespace kalpana::desktop::window {

using namespace Qt::StringLiterals;
using kalpana::workspace::Record;
using values::rowOf;
using values::WorkspaceState;

namespace {
const auto geometryKey = u"window.geometry"_s;
} // namespace

MainWindow::MainWindow(WindowServices services)
    : m_services(std::move(services)), m_shelf(m_services.background),
      m_layout(m_services.settings, m_services.background)
{
    setWindowTitle(u"Kalpana"_s);
    setMinimumSize(820, 560);
    resize(1440, 900);
    restoreGeometry(m_layout.value(geometryKey));
    m_list = new home::WorkspaceList(this);
    m_home = new home::HomePage(*m_list);
    makeMenu();
    m_rail = new Rail(m_menu);
    m_stack = new QStackedWidget;
    m_stack->addWidget(m_home);
    auto* centre = new QWidget;
    auto* row = new QHBoxLayout(centre);
    row->setContentsMargins({});
    row->setSpacing(0);
    row->addWidget(m_rail);
    row->addWidget(m_stack, 1);
    setCentralWidget(centre);

    connect(m_rail, &Rail::homeRequested, this, &MainWindow::showHome);
    connect(m_rail, &Rail::workspaceRequested, this, &MainWindow::showWorkspace);
    connect(m_home, &home::HomePage::newRequested, this, &MainWindow::showNewWorkspace);
    connect(m_home, &home::HomePage::openRequested, this, qOverload<const QString&>(&MainWindow::open));
    connect(m_home, &home::HomePage::stopRequested, this, &MainWindow::stop);
    connect(m_home, &home::HomePage::deleteRequested, this, &MainWindow::askToDelete);
    connect(&m_shelf, &Shelf::loaded, this, &MainWindow::refreshRows);
    connect(&m_shelf, &Shelf::failed, this, &MainWindow::showProblem);
    connect(&m_shelf, &Shelf::createFailed, this,
            [this](const Error& error) { createPage().beginAgain(m_lastForm, {.name = error.sentence}); });
    connect(&m_shelf, &Shelf::created, this, [this](const Record& record) {
        m_fresh = record.id;
        open(record);
    });
    showHome();
}

void MainWindow::showStored(workspace::Store& store, QList<Record> records)
{
    m_shelf.fill(store, std::move(records));
}

MainWindow::~MainWindow()
{
    for (auto& [id, opened] : m_opened)
        delete opened.page;
}

void MainWindow::makeMenu()
{
    // No shortcuts here: while an editor has the focus, every key is its own.
    m_menu.addAction(tr("Home"), this, &MainWindow::showHome);
    m_menu.addAction(tr("New workspace"), this, &MainWindow::showNewWorkspace);
    m_menu.addSeparator();
    m_terminalsAction = m_menu.addAction(tr("Show terminals"), this, [this] {
        if (auto* shown = page(current()))
            shown->showTerminals();
    });
    m_terminalsAction->setObjectName(u"showTerminalsAction"_s);
    m_logAction = m_menu.addAction(tr("Show log"), this, [this] {
        if (auto* shown = page(current()))
            shown->showLog();
    });
    m_logAction->setObjectName(u"showLogAction"_s);
    m_stopAction = m_menu.addAction(tr("Stop this workspace"), this, [this] { stop(current()); });
    m_closeAction = m_menu.addAction(tr("Close this workspace"), this, [this] { close(current()); });
    m_closeAction->setObjectName(u"closeAction"_s);
    m_menu.addSeparator();
    m_menu.addAction(tr("Settings…"), this, [this] {
        if (auto* bench = workbench())
            bench->showSettings(this);
    });
    m_menu.addAction(tr("About Kalpana"), this, [this] { showAbout(this); });
    m_menu.addSeparator();
    m_menu.addAction(tr("Quit"), this, &QWidget::close);
    connect(&m_menu, &QMenu::aboutToShow, this, [this] {
        const auto* shown = page(current());
        m_terminalsAction->setEnabled(shown && shown->state() == WorkspaceState::Running);
        m_logAction->setEnabled(shown);
        m_closeAction->setEnabled(shown);
        m_stopAction->setEnabled(shown && shown->state() != WorkspaceState::Stopped);
    });
}

create::NewWorkspacePage& MainWindow::createPage()
{
    if (!m_create) {
        m_create = new create::NewWorkspacePage;
        m_create->setNamesInUse(m_shelf.names());
        m_stack->addWidget(m_create);
        connect(m_create, &create::NewWorkspacePage::cancelled, this, &MainWindow::showHome);
        connect(m_create, &create::NewWorkspacePage::createRequested, this, [this](const create::Form& form) {
            m_lastForm = form;
            m_shelf.create(form, m_services.sshConfig);
        });
    }
    return *m_create;
}

QString MainWindow::current() const
{
    const auto* shown = m_stack->currentWidget();
    const auto at = std::ranges::find(m_opened, shown, [](const auto& entry) { return entry.second.page; });
    return at == m_opened.end() ? QString() : at->first;
}

workbench::Page* MainWindow::page(const QString& id) const
{
    const auto at = m_opened.find(id);
    return at == m_opened.end() ? nullptr : at->second.page;
}

void MainWindow::refreshRows()
{
    QList<values::WorkspaceRow> rows;
    for (const auto& record : m_shelf.records())
        rows << rowOf(record);
    m_list->setRows(rows);
    if (m_create)
        m_create->setNamesInUse(m_shelf.names());
}

void MainWindow::showHome()
{
    m_stack->setCurrentWidget(m_home);
    m_rail->setCurrent({});
    setWindowTitle(u"Kalpana"_s);
    m_home->setFocus();
}

void MainWindow::showNewWorkspace()
{
    createPage().begin();
    m_stack->setCurrentWidget(m_create);
    m_rail->setCurrent({});
    if (const auto* bench = workbench())
        m_services.background.run(
            m_create, [bench](std::stop_token) { return bench->hosts(); },
            [this](const QStringList& aliases) { m_create->setHosts(aliases); });
}

void MainWindow::open(const QString& nameOrId)
{
    if (const auto record = m_shelf.find(nameOrId))
        open(*record);
    else
        showProblem({.code = ErrorCode::NotFound,
                     .sentence = tr("There is no workspace “%1”. Make it with New workspace.").arg(nameOrId)});
}

void MainWindow::open(const Record& record)
{
    if (!m_opened.contains(record.id)) {
        auto* bench = workbench();
        if (!bench)
            return;
        auto* made = bench->open(record);
        m_opened[record.id] = {.name = record.name, .page = made};
        m_stack->addWidget(made);
        m_rail->add(rowOf(record));
        connect(made, &workbench::Page::stateChanged, this,
                [this, id = record.id](WorkspaceState state) { setState(id, state); });
        connect(
            made, &workbench::Page::leaveRequested, this, [this, id = record.id](bool fresh) { leave(id, fresh); },
            Qt::QueuedConnection);
        m_shelf.touch(record.id);
        made->start();
    }
    showWorkspace(record.id);
}

void MainWindow::showWorkspace(const QString& id)
{
    const auto wanted = m_opened.find(id);
    if (wanted == m_opened.end())
        return;
    m_stack->setCurrentWidget(wanted->second.page);
    m_rail->setCurrent(id);
    setWindowTitle(tr("%1 – Kalpana").arg(wanted->second.name));
}

void MainWindow::close(const QString& id)
{
    const auto at = m_opened.find(id);
    if (at == m_opened.end())
        return;
    const bool shown = current() == id;
    const bool stopped = at->second.page->state() == WorkspaceState::Stopped;
    delete at->second.page;
    m_opened.erase(at);
    m_rail->remove(id);
    m_list->setState(id, stopped ? WorkspaceState::Stopped : WorkspaceState::Closed);
    if (shown)
        showHome();
    m_home->choose(id);
}

void MainWindow::leave(const QString& id, bool fresh)
{
    close(id);
    if (!fresh || m_fresh != id)
        return;
    // Never came up: what was typed can be corrected, and nothing of it stays in the list.
    m_fresh.clear();
    m_shelf.remove(id);
    showNewWorkspace();
    createPage().beginAgain(m_lastForm);
}

void MainWindow::setState(const QString& id, WorkspaceState state)
{
    m_list->setState(id, state);
    m_rail->setState(id, state);
    if (state == WorkspaceState::Running && m_fresh == id)
        m_fresh.clear();
}

void MainWindow::stop(const QString& id)
{
    if (!page(id))
        open(id);
    if (auto* wanted = page(id))
        wanted->stopRemote();
}

void MainWindow::askToDelete(const QString& id)
{
    const auto record = m_shelf.find(id);
    if (!record || !workbench() || !askWhetherToDelete(rowOf(*record), this))
        return;
    close(id);
    m_list->setState(id, WorkspaceState::Deleting);
    deleteOnHost(*record);
}

void MainWindow::deleteOnHost(const Record& record)
{
    const auto* bench = workbench();
    if (!bench)
        return;
    m_services.background.run(
        this, [bench, record](std::stop_token stop) { return bench->deleteOnHost(record, std::move(stop)); },
        [this, record](const Result<void>& deleted) {
            if (deleted || askWhetherToForget(rowOf(record), deleted.error(), this))
                deleteHere(record);
            else
                m_list->setState(record.id, WorkspaceState::Closed);
        });
}

void MainWindow::deleteHere(const Record& record)
{
    const auto* bench = workbench();
    if (!bench)
        return;
    m_services.background.run(
        this, [bench, record](std::stop_token) { return bench->deleteHere(record); },
        [this](const Result<void>& deleted) {
            if (!deleted)
                showProblem(deleted.error());
            m_shelf.load();
        });
}

workbench::Workbench* MainWindow::workbench()
{
    const auto bench = m_services.workbench();
    if (bench)
        return *bench;
    showProblem(bench.error());
    return nullptr;
}

void MainWindow::showProblem(const Error& error)
{
    QMessageBox box(QMessageBox::Warning, u"Kalpana"_s, error.sentence, QMessageBox::Ok, this);
    box.setDetailedText(error.detail);
    box.exec();
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    // The thread that writes it is waited for at the end of the program.
    m_layout.save(geometryKey, saveGeometry());
    event->accept();
}

} // namespace kalpana::desktop::window
