#include "app/cli/commands.h"
#include "app/cli/detach_key.h"
#include "app/cli/exit_codes.h"
#include "app/cli/kept_session.h"
#include "app/cli/raw_terminal.h"
#include "app/cli/reached_workspace.h"
#include "app/cli/terminal_screen.h"
#include "app/cli/workspace_text.h"
#include "core/base/shell_word.h"
#include "remote/workspaces/remembering_questions.h"
#include "remote/workspaces/terminals.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QJsonArray>
#include <QRegularExpression>
#include <QTimeZone>

#include <algorithm>
#include <array>
#include <atomic>
#include <poll.h>
#include <unistd.h>
#include <utility>

namespace kalpana::cli {

using namespace Qt::StringLiterals;
namespace client = bridge::client;

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(TerminalCommand)
};

constexpr std::size_t kMostRead = 65'536;

/// Asks with the terminal as it was before it was given over.
class LendingQuestions final : public ssh::Questions {
public:
    LendingQuestions(ssh::Questions& user, std::atomic<RawTerminal*>& terminal) : m_user(user), m_terminal(terminal) {}

    Result<bool> acceptHostKey(const ssh::HostKeyQuestion& question, std::stop_token stop) override
    {
        const Lent lent(m_terminal);
        return m_user.acceptHostKey(question, std::move(stop));
    }
    Result<Secret> password(const ssh::PasswordQuestion& question, std::stop_token stop) override
    {
        const Lent lent(m_terminal);
        return m_user.password(question, std::move(stop));
    }
    Result<Secret> passphrase(const ssh::PassphraseQuestion& question, std::stop_token stop) override
    {
        const Lent lent(m_terminal);
        return m_user.passphrase(question, std::move(stop));
    }

private:
    class Lent final {
    public:
        explicit Lent(RawTerminal* terminal) : m_terminal(terminal)
        {
            if (m_terminal != nullptr)
                m_terminal->lend();
        }
        Lent(const Lent&) = delete;
        Lent& operator=(const Lent&) = delete;
        ~Lent()
        {
            if (m_terminal != nullptr)
                m_terminal->takeBack();
        }

    private:
        RawTerminal* m_terminal;
    };
    ssh::Questions& m_user;
    std::atomic<RawTerminal*>& m_terminal; ///< None before the first connection is there.
};

QString commandText(const client::Terminal& terminal)
{
    QStringList words;
    for (const auto& word : terminal.argv)
        words << shellWord(QString::fromStdString(word));
    return words.join(u' ').replace(u'\n', u' ');
}

QString titleText(const client::Terminal& terminal)
{
    return QString::fromStdString(terminal.title.empty() ? terminal.programTitle : terminal.title).replace(u'\n', u' ');
}

/// With which code kalpanactl ends when the program did; 1 where nobody saw its end.
int exitCodeOf(const client::TerminalEnd& end)
{
    return end.signal.empty() ? end.exitCode.value_or(1) : exitCodeOfSignal(end.signal);
}

QString endText(const client::TerminalEnd& end)
{
    if (!end.reason.empty())
        return QString::fromStdString(end.reason);
    if (!end.signal.empty())
        return Text::tr("ended by SIG%1").arg(QString::fromStdString(end.signal));
    return end.exitCode ? Text::tr("exit code %1").arg(*end.exitCode) : Text::tr("ended");
}

QJsonObject terminalObject(const client::Terminal& terminal)
{
    QJsonArray command;
    for (const auto& word : terminal.argv)
        command << QString::fromStdString(word);
    const auto created = QDateTime::fromMSecsSinceEpoch(
        std::chrono::duration_cast<std::chrono::milliseconds>(terminal.createdAt.time_since_epoch()).count(),
        QTimeZone::UTC);
    QJsonObject object{{u"type"_s, u"terminal"_s},
                       {u"session"_s, static_cast<qint64>(terminal.number)},
                       {u"title"_s, QString::fromStdString(terminal.title)},
                       {u"programTitle"_s, QString::fromStdString(terminal.programTitle)},
                       {u"command"_s, command},
                       {u"folder"_s, QString::fromStdString(terminal.cwd)},
                       {u"state"_s, terminal.isRunning() ? u"running"_s : u"ended"_s},
                       {u"rows"_s, terminal.size.rows},
                       {u"columns"_s, terminal.size.columns},
                       {u"clients"_s, static_cast<qint64>(terminal.clients)},
                       {u"backing"_s, terminal.backing == client::TerminalBacking::Tmux ? u"tmux"_s : u"pty"_s},
                       {u"createdAt"_s, created.toString(Qt::ISODateWithMs)}};
    if (terminal.end) {
        object.insert(u"exitCode"_s, terminal.end->exitCode ? QJsonValue(*terminal.end->exitCode) : QJsonValue());
        object.insert(u"signal"_s, QString::fromStdString(terminal.end->signal));
        object.insert(u"reason"_s, QString::fromStdString(terminal.end->reason));
    }
    return object;
}

Result<client::Terminal> find(const std::vector<client::Terminal>& terminals, const QString& wanted,
                              const workspace::Record& record)
{
    bool isNumber = false;
    const auto number = wanted.toUInt(&isNumber);
    const client::Terminal* found = nullptr;
    for (const auto& each : terminals) {
        if (isNumber ? each.number != number : QString::fromStdString(each.title) != wanted)
            continue;
        if (found != nullptr)
            return failure(ErrorCode::Usage, Text::tr("More than one terminal of \"%1\" is called \"%2\". Give its "
                                                      "number; `kalpanactl terminals %3` lists them.")
                                                 .arg(record.name, wanted, shellWord(record.name)));
        found = &each;
    }
    if (found == nullptr)
        return failure(
            ErrorCode::NotFound,
            Text::tr("There is no terminal \"%1\" in \"%2\". `kalpanactl terminals %3` lists those there are.")
                .arg(wanted, record.name, shellWord(record.name)));
    return *found;
}

/// The one that somebody who names none wants: as tmux, the newest, and rather one that nobody looks at.
std::optional<client::Terminal> newest(const std::vector<client::Terminal>& terminals)
{
    std::optional<client::Terminal> best;
    for (const auto& each : terminals)
        if (each.isRunning() && (!best || each.clients == 0 || best->clients > 0))
            best = each;
    return best;
}

client::NewTerminal newTerminalOf(const Invocation& invocation)
{
    client::NewTerminal spec{.title = invocation.option("title"_L1).toStdString(),
                             .backing = invocation.has("tmux"_L1) ? client::TerminalBacking::Tmux
                                                                  : client::TerminalBacking::Pty};
    if (!invocation.dashes)
        return spec;
    const auto words = invocation.arguments.sliced(*invocation.dashes);
    if (words.size() == 1)
        spec.argv = {"sh", "-c", words[0].toStdString()};
    else
        for (const auto& word : words)
            spec.argv.push_back(word.toStdString());
    return spec;
}

bool makesOne(const Invocation& invocation)
{
    return invocation.dashes || invocation.has("new"_L1) || invocation.has("title"_L1) || invocation.has("tmux"_L1) ||
           invocation.has("detach"_L1);
}

/// What is wrong with the combination of arguments, if something is.
std::optional<Error> misuse(const Invocation& invocation)
{
    const auto before = invocation.dashes.value_or(invocation.arguments.size());
    const bool hasSession = before > 1;
    if (before < 1 || before > 2 || (invocation.dashes && *invocation.dashes == invocation.arguments.size()))
        return Error{
            ErrorCode::Usage,
            Text::tr("Give a workspace, perhaps one of its terminals, and behind -- a command for a new one.")};
    if (invocation.has("end"_L1) && (!hasSession || makesOne(invocation)))
        return Error{ErrorCode::Usage, Text::tr("--end needs a terminal to end, and nothing else.")};
    if (invocation.has("again"_L1) && (!hasSession || makesOne(invocation) || invocation.has("end"_L1)))
        return Error{ErrorCode::Usage, Text::tr("--again needs a terminal that has ended, and nothing else.")};
    if (hasSession && makesOne(invocation))
        return Error{ErrorCode::Usage, Text::tr("A new terminal gets its number by itself: leave \"%1\" out, or give "
                                                "it as --title.")
                                           .arg(invocation.arguments[1])};
    return std::nullopt;
}

std::unexpected<Error> closedHere()
{
    return failure(ErrorCode::Cancelled, Text::tr("The terminal here was closed; the one there goes on."));
}

/// Carries between the terminal here and the one there until it ends, is detached, or is stopped. Nothing where it was
/// detached.
Result<std::optional<client::TerminalEnd>> carry(RawTerminal& here, workspaces::AttachedTerminal& there,
                                                 TerminalScreen& screen, const std::stop_token& stop)
{
    DetachKey detachKey;
    TerminalScreen::Piece piece;
    std::size_t written = 0;
    auto size = RawTerminal::sizeHere();
    auto drawn = size; // the size in which what stands here was drawn
    std::string typed;
    const std::stop_callback onStop(stop, [&here] { here.wake(); });
    for (;;) {
        if (stop.stop_requested())
            return failure(ErrorCode::Cancelled, Text::tr("Stopped; the terminal goes on."));
        if (piece.bytes.empty())
            piece = screen.next();
        if (piece.bytes.empty())
            if (const auto end = screen.end()) {
                if (!*end)
                    return std::unexpected(end->error());
                return std::optional(**end);
            }
        std::array<pollfd, 3> waiting{
            {{.fd = here.wakeFd(), .events = POLLIN, .revents = 0},
             {.fd = here.isLent() ? -1 : STDIN_FILENO, .events = POLLIN, .revents = 0},
             {.fd = piece.bytes.empty() ? -1 : here.outFd(), .events = POLLOUT, .revents = 0}}};
        if (::poll(waiting.data(), waiting.size(), -1) < 0)
            continue;
        if (waiting[0].revents != 0) {
            here.clearWake();
            here.reapply();
            if (const auto now = RawTerminal::sizeHere(); now && now != size) {
                if (drawn == size)
                    drawn = now; // what a program draws anew by itself needs no picture
                size = now;
                there.resize(*size);
            }
            // Others may have another size. What fits in here is shown anew: what stands here was drawn in another.
            if (const auto now = screen.size(); now && size && now != drawn) {
                drawn = now;
                if (now->rows <= size->rows && now->columns <= size->columns)
                    there.repaint(0);
            }
        }
        if (waiting[1].revents != 0) {
            if (!here.read(typed, kMostRead))
                return closedHere();
            auto keys = detachKey.feed(typed);
            // The size is that of the client where somebody types (an escape may be an answer of the terminal here).
            if (!keys.bytes.empty() && keys.bytes.front() != '\x1b' && size && drawn != size)
                there.resize(*size);
            if (!keys.bytes.empty())
                there.type(std::move(keys.bytes));
            if (keys.detaches)
                return std::nullopt;
        }
        if ((waiting[2].revents & (POLLHUP | POLLERR)) != 0)
            return closedHere();
        if (waiting[2].revents != 0) {
            const auto count = here.write(std::string_view(piece.bytes).substr(written));
            written += count;
            if (piece.isShown && count > 0)
                there.shown(count);
            if (written == piece.bytes.size()) {
                piece = {};
                written = 0;
            }
        }
    }
}

Result<int> attach(const Context& context, RemoteServices& services, KeptSession& session,
                   std::atomic<RawTerminal*>& lendable, const workspace::Record& record, std::uint32_t number)
{
    Result<std::optional<client::TerminalEnd>> outcome;
    {
        auto here = RawTerminal::enter();
        if (!here)
            return std::unexpected(here.error());
        auto& terminal = **here;
        TerminalScreen screen([&terminal] { terminal.wake(); });
        workspaces::AttachedTerminal there(services.io, session.line(), number, screen, RawTerminal::sizeHere());
        there.repaintAfterLoss(0);
        lendable = &terminal;
        outcome = carry(terminal, there, screen, context.stop);
        if (screen.hasPicture())
            terminal.writeAll(std::string(kForgetPrograms) + "\x1b[999;1H\r\n");
        terminal.leave();
        if (const auto bytes = screen.refused(); bytes > 0)
            context.output.note(
                Text::tr("The program in terminal %1 of \"%2\" did not read what was typed: %3 bytes did "
                         "not reach it.")
                    .arg(number)
                    .arg(record.name)
                    .arg(bytes));
        session.stop(); // Nobody is asked anything from here on.
        lendable = nullptr;
    }
    if (!outcome)
        return std::unexpected(outcome.error());
    if (*outcome) {
        context.output.note(Text::tr("Terminal %1 of \"%2\" has ended: %3.")
                                .arg(number)
                                .arg(record.name, endText(**outcome).remove(QRegularExpression(u"\\.$"_s))));
        return exitCodeOf(**outcome);
    }
    context.output.note(Text::tr("Detached from terminal %1 of \"%2\". `kalpanactl terminal %3 %1` attaches again.")
                            .arg(number)
                            .arg(record.name, shellWord(record.name)));
    return 0;
}

Result<int> endOne(const Context& context, RemoteServices& services, const workspace::Record& record,
                   const QString& wanted)
{
    const auto session = BridgeSession::open(context, services, record, BridgeSession::Afterwards::StopWhatWasStarted);
    if (!session)
        return std::unexpected(session.error());
    const auto terminals = services.io.run(client::listTerminals((*session)->client()), context.stop);
    if (!terminals)
        return std::unexpected(terminals.error());
    const auto found = find(*terminals, wanted, record);
    if (!found)
        return std::unexpected(found.error());
    const auto ended = services.io.run(client::endTerminal((*session)->client(), found->number), context.stop);
    if (!ended)
        return std::unexpected(ended.error());
    if (context.output.isJson())
        context.output.result({}, {{u"type"_s, u"done"_s},
                                   {u"name"_s, record.name},
                                   {u"session"_s, static_cast<qint64>(found->number)},
                                   {u"state"_s, u"ended"_s}});
    else
        context.output.note(Text::tr("Terminal %1 of \"%2\" is ended.").arg(found->number).arg(record.name));
    return 0;
}

/// The terminal that the command line means; made where it means a new one.
Result<client::Terminal> choose(const Context& context, RemoteServices& services, const client::ClientPointer& line,
                                const workspace::Record& record, const Invocation& invocation)
{
    const auto create = [&] {
        auto spec = newTerminalOf(invocation);
        spec.size = RawTerminal::sizeHere().value_or(spec.size);
        return services.io.run(client::createTerminal(line, std::move(spec)), context.stop);
    };
    if (makesOne(invocation))
        return create();
    const auto terminals = services.io.run(client::listTerminals(line), context.stop);
    if (!terminals)
        return std::unexpected(terminals.error());
    if (invocation.arguments.size() > 1) {
        auto found = find(*terminals, invocation.arguments[1], record);
        if (!found || !invocation.has("again"_L1))
            return found;
        return services.io.run(
            client::startTerminalAgain(line, found->number, RawTerminal::sizeHere().value_or(found->size)),
            context.stop);
    }
    if (const auto there = newest(*terminals))
        return *there;
    return create();
}

} // namespace

Result<int> listTerminals(const Context& context, const Invocation& invocation)
{
    const auto reached =
        ReachedWorkspace::open(context, invocation.arguments[0], ReachedWorkspace::Afterwards::StopWhatWasStarted);
    if (!reached)
        return std::unexpected(reached.error());
    const auto terminals = reached->io().run(client::listTerminals(reached->client()), context.stop);
    if (!terminals)
        return std::unexpected(terminals.error());
    QList<QStringList> rows;
    QList<QJsonObject> objects;
    for (const auto& each : *terminals) {
        const auto created = std::chrono::duration_cast<std::chrono::milliseconds>(each.createdAt.time_since_epoch());
        rows << QStringList{QString::number(each.number),
                            titleText(each),
                            commandText(each),
                            each.isRunning() ? Text::tr("running") : endText(*each.end),
                            u"%1×%2"_s.arg(each.size.columns).arg(each.size.rows),
                            QString::number(each.clients),
                            shownTime(QDateTime::fromMSecsSinceEpoch(created.count()))};
        objects << terminalObject(each);
    }
    if (rows.isEmpty() && !context.output.isJson())
        context.output.note(Text::tr("There are no terminals in \"%1\". `kalpanactl terminal %2` makes one.")
                                .arg(reached->record().name, shellWord(reached->record().name)));
    context.output.table({Text::tr("NUMBER"), Text::tr("TITLE"), Text::tr("COMMAND"), Text::tr("STATE"),
                          Text::tr("SIZE"), Text::tr("ATTACHED"), Text::tr("SINCE")},
                         rows, objects);
    return 0;
}

Result<int> useTerminal(const Context& context, const Invocation& invocation)
{
    if (const auto wrong = misuse(invocation))
        return std::unexpected(*wrong);
    const bool attaches = !invocation.has("detach"_L1) && !invocation.has("end"_L1);
    if (attaches)
        if (const auto terminal = RawTerminal::check(); !terminal)
            return std::unexpected(terminal.error());
    const auto record = context.findRecord(invocation.arguments[0]);
    if (!record)
        return std::unexpected(record.error());
    auto services = RemoteServices::make(context);
    if (!services)
        return std::unexpected(services.error());
    if (invocation.has("end"_L1))
        return endOne(context, **services, *record, invocation.arguments[1]);

    std::atomic<RawTerminal*> lendable = nullptr;
    workspaces::RememberingQuestions remembering((*services)->questions);
    LendingQuestions questions(remembering, lendable);
    const auto session = KeptSession::open(context, **services, *record, questions);
    if (!session)
        return std::unexpected(session.error());
    const auto line = (*session)->line()->get();
    if (!line)
        return std::unexpected(line.error());
    const auto chosen = choose(context, **services, line->client, *record, invocation);
    if (!chosen)
        return std::unexpected(chosen.error());
    if (attaches)
        return attach(context, **services, **session, lendable, *record, chosen->number);
    context.output.result(QString::number(chosen->number), terminalObject(*chosen));
    return 0;
}

} // namespace kalpana::cli
