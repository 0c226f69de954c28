#include "app/desktop/terminals/terminals_backend.h"

#include "app/desktop/background/background.h"
#include "app/desktop/session/session.h"
#include "app/desktop/terminals/shown_terminal.h"
#include "app/desktop/terminals/terminal_rows.h"
#include "app/desktop/terminals/terminal_strings.h"
#include "core/markup/links.h"
#include "remote/workspaces/terminals.h"

#include <QClipboard>
#include <QDesktopServices>
#include <QGuiApplication>
#include <QLocale>
#include <QUrl>

#include <algorithm>
#include <map>

namespace kalpana::desktop::terminals {

using namespace Qt::StringLiterals;
using bridge::client::Terminal;
using bridge::client::TerminalEnd;
using bridge::client::TerminalSize;
using workspaces::Phase;

namespace {

TerminalSize sizeOf(int columns, int rows)
{
    return {.rows = static_cast<std::uint16_t>(std::clamp(rows, 1, 500)),
            .columns = static_cast<std::uint16_t>(std::clamp(columns, 1, 1000))};
}

} // namespace

/// What is joined to a held workspace, which it keeps: it ends on a thread that may block.
struct TerminalsBackend::Live {
    struct Screen {
        std::unique_ptr<ShownTerminal> view;
        std::unique_ptr<workspaces::AttachedTerminal> attached;
        bool wasRunning = true; ///< When it was attached: its end is news.
    };
    std::shared_ptr<workspaces::Terminals> terminals;
    std::map<std::uint32_t, Screen> screens;
    std::unique_ptr<workspaces::TerminalWatch> watch;
};

TerminalsBackend::TerminalsBackend(session::Session& session, const QString& host, background::Background& background)
    : m_session(session), m_host(host), m_background(background),
      m_door(std::make_shared<background::Door<TerminalsBackend>>(*this))
{
    connect(&session, &session::Session::phaseChanged, this, [this](Phase phase) { phaseChanged(phase); });
}

TerminalsBackend::~TerminalsBackend()
{
    m_door->shut();
    letGo();
}

void TerminalsBackend::letGo()
{
    m_list.reset();
    if (m_live)
        m_background.run(
            nullptr, [gone = std::exchange(m_live, nullptr)](std::stop_token) mutable { return gone.reset(), true; },
            [](bool) {});
}

void TerminalsBackend::detach(std::uint32_t number)
{
    if (!m_live)
        return;
    if (auto screen = m_live->screens.extract(number))
        m_background.run(
            nullptr,
            [gone = std::make_shared<Live::Screen>(std::move(screen.mapped())),
             kept = m_live->terminals](std::stop_token) mutable { return gone.reset(), true; },
            [](bool) {});
}

TerminalsBackend::Live* TerminalsBackend::live()
{
    if (m_live)
        return m_live.get();
    auto terminals = m_session.terminals();
    if (!terminals)
        return nullptr;
    m_live = std::make_shared<Live>();
    m_live->terminals = std::move(terminals);
    m_live->watch = m_live->terminals->watch([door = m_door](const std::vector<Terminal>& list) {
        door->post([list](TerminalsBackend& to) { to.listed(list); });
    });
    return m_live.get();
}

void TerminalsBackend::phaseChanged(Phase phase)
{
    switch (phase) {
    case Phase::Running:
        m_connected = live() != nullptr;
        Q_EMIT connectionChanged(m_connected, {});
        break;
    case Phase::Reconnecting:
        m_connected = false;
        Q_EMIT connectionChanged(
            false, tr("The line to %1 is down. What runs in the terminals goes on; you can type when it is back.")
                       .arg(m_host));
        break;
    case Phase::Connecting:
    case Phase::Failed:
    case Phase::Stopped:
        m_connected = false;
        letGo();
        Q_EMIT terminalsChanged({});
        break;
    }
}

void TerminalsBackend::setDark(bool dark)
{
    m_dark = dark;
    Q_EMIT themeChanged(dark ? u"dark"_s : u"light"_s);
}

void TerminalsBackend::shown()
{
    m_shown = true;
    Q_EMIT opened();
}

void TerminalsBackend::propose(const QString& command)
{
    m_proposed = command;
    Q_EMIT proposed();
}

QJsonObject TerminalsBackend::setup() const
{
    return {{u"theme"_s, m_dark ? u"dark"_s : u"light"_s},
            {u"language"_s, QLocale().bcp47Name()},
            {u"strings"_s, terminalStrings()}};
}

void TerminalsBackend::pageStarted()
{
    Q_EMIT connectionChanged(m_connected, {});
    if (m_shown)
        Q_EMIT opened();
    if (live() && m_list)
        Q_EMIT terminalsChanged(rowsOf(*m_list));
    if (!m_proposed.isEmpty())
        Q_EMIT proposed();
}

const Terminal* TerminalsBackend::find(std::uint32_t number) const
{
    if (!m_list)
        return nullptr;
    const auto at = std::ranges::find(*m_list, number, &Terminal::number);
    return at == m_list->end() ? nullptr : &*at;
}

void TerminalsBackend::listed(std::vector<Terminal> list)
{
    if (!m_live)
        return; // it was on its way
    m_list = std::move(list);
    std::vector<std::uint32_t> gone;
    for (const auto& [number, screen] : m_live->screens) {
        if (!find(number))
            gone.push_back(number);
    }
    std::ranges::for_each(gone, [this](auto number) { detach(number); });
    Q_EMIT terminalsChanged(rowsOf(*m_list));
}

/// Runs a call that waits for the host; `then` gets its value, and the user the sentence where there is none.
template <typename Call, typename Then>
void TerminalsBackend::ask(Call call, Then then)
{
    auto* now = live();
    if (!now) {
        Q_EMIT problem(tr("The workspace is not connected. Wait until it runs, then try again."));
        return;
    }
    m_background.run(
        this,
        [terminals = now->terminals, call = std::move(call)](std::stop_token stop) {
            return call(*terminals, std::move(stop));
        },
        [this, then = std::move(then)](const auto& answer) {
            if (answer)
                then(answer);
            else
                Q_EMIT problem(answer.error().sentence);
        });
}

void TerminalsBackend::create(int columns, int rows)
{
    ask(
        [size = sizeOf(columns, rows)](workspaces::Terminals& terminals, std::stop_token stop) {
            return terminals.create({.size = size}, std::move(stop));
        },
        [this](const Result<Terminal>& made) {
            // The list that has it may come later; no list that has it not does.
            if (m_list && !find(made->number)) {
                m_list->push_back(*made);
                Q_EMIT terminalsChanged(rowsOf(*m_list));
            }
            Q_EMIT created(made->number);
        });
}

void TerminalsBackend::attach(qint64 id, int columns, int rows)
{
    auto* now = live();
    if (!now)
        return;
    const auto number = static_cast<std::uint32_t>(id);
    detach(number);
    auto& screen = now->screens[number];
    screen.view = std::make_unique<ShownTerminal>(
        [door = m_door, number] { door->post([number](TerminalsBackend& to) { to.takeOutput(number); }); });
    const auto* known = find(number);
    screen.wasRunning = !known || known->isRunning();
    screen.attached = now->terminals->attach(number, *screen.view, sizeOf(columns, rows));
}

void TerminalsBackend::takeOutput(std::uint32_t number)
{
    if (!m_live || !m_live->screens.contains(number))
        return;
    const auto taken = m_live->screens.at(number).view->take();
    for (const auto& piece : taken.pieces) {
        if (piece.picture)
            Q_EMIT redrawn(number, piece.picture->columns, piece.picture->rows);
        if (piece.size)
            Q_EMIT resized(number, piece.size->columns, piece.size->rows);
        if (!piece.bytes.isEmpty())
            Q_EMIT written(number, QString::fromLatin1(piece.bytes.toBase64()));
    }
    if (taken.refused > 0)
        Q_EMIT problem(tr("The program in terminal %1 does not read what is typed: the last %2 bytes did not reach it. "
                          "Wait until it reads again, or end the terminal.")
                           .arg(number)
                           .arg(taken.refused));
    if (taken.end)
        hasEnded(number, *taken.end);
}

void TerminalsBackend::hasEnded(std::uint32_t number, const Result<TerminalEnd>& end)
{
    if (!end)
        return; // Removed, which the list tells, or closed.
    const auto* terminal = find(number);
    // The list may have told of the end already.
    if (terminal && m_live->screens.at(number).wasRunning && end->exitCode && isShell(*terminal))
        this->end(number); // left by its user
    else
        Q_EMIT ended(number, sentenceOf(*end));
}

void TerminalsBackend::type(qint64 id, const QString& text)
{
    const auto number = static_cast<std::uint32_t>(id);
    if (m_connected && m_live && m_live->screens.contains(number))
        m_live->screens.at(number).attached->type(text.toStdString());
}

void TerminalsBackend::typeBytes(qint64 id, const QString& bytes)
{
    const auto number = static_cast<std::uint32_t>(id);
    if (m_connected && m_live && m_live->screens.contains(number))
        m_live->screens.at(number).attached->type(QByteArray::fromBase64(bytes.toLatin1()).toStdString());
}

void TerminalsBackend::resize(qint64 id, int columns, int rows)
{
    const auto number = static_cast<std::uint32_t>(id);
    if (m_live && m_live->screens.contains(number))
        m_live->screens.at(number).attached->resize(sizeOf(columns, rows));
}

void TerminalsBackend::taken(qint64 id, int bytes)
{
    const auto number = static_cast<std::uint32_t>(id);
    if (bytes > 0 && m_live && m_live->screens.contains(number))
        m_live->screens.at(number).attached->shown(static_cast<std::size_t>(bytes));
}

void TerminalsBackend::startAgain(qint64 id, int columns, int rows)
{
    ask([number = static_cast<std::uint32_t>(id), size = sizeOf(columns, rows)](
            workspaces::Terminals& terminals,
            std::stop_token stop) { return terminals.startAgain(number, size, std::move(stop)); },
        [this, columns, rows](const Result<Terminal>& started) {
            attach(started->number, columns, rows);
            if (m_live && m_live->screens.contains(started->number))
                m_live->screens.at(started->number).wasRunning = true; // the list may not know it yet
        });
}

void TerminalsBackend::end(qint64 id)
{
    ask([number = static_cast<std::uint32_t>(id)](
            workspaces::Terminals& terminals, std::stop_token stop) { return terminals.end(number, std::move(stop)); },
        [](const Result<void>&) {});
}

void TerminalsBackend::openLink(const QString& address)
{
    if (const auto safe = markup::safeLink(address))
        QDesktopServices::openUrl(QUrl(*safe));
}

void TerminalsBackend::copy(const QString& text)
{
    QGuiApplication::clipboard()->setText(text);
}

QString TerminalsBackend::clipboardText() const
{
    return QGuiApplication::clipboard()->text();
}

} // namespace kalpana::desktop::terminals
