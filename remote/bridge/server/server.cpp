#include "remote/bridge/server/server.h"

#include "remote/bridge/protocol/parse_json.h"
#include "remote/bridge/protocol/version.h"
#include "remote/bridge/server/async/event.h"
#include "remote/bridge/server/checkpoint/checkpoints.h"
#include "remote/bridge/server/code_server/code_server.h"
#include "remote/bridge/server/code_server/uploads.h"
#include "remote/bridge/server/command/kept_commands.h"
#include "remote/bridge/server/command/process_tree.h"
#include "remote/bridge/server/control.h"
#include "remote/bridge/server/credential/questions.h"
#include "remote/bridge/server/editor/editors.h"
#include "remote/bridge/server/files/trash.h"
#include "remote/bridge/server/git/unfinished_clones.h"
#include "remote/bridge/server/language/language_servers.h"
#include "remote/bridge/server/os/note.h"
#include "remote/bridge/server/requests/context.h"
#include "remote/bridge/server/session/connection.h"
#include "remote/bridge/server/terminal/terminals.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <malloc.h>

namespace kalpana::bridge::server {

namespace {

using Local = asio::local::stream_protocol;
using Serve = std::function<asio::awaitable<void>(Local::socket)>;

/// How long commands have to end before the bridge does.
constexpr auto kLastCommands = std::chrono::seconds(3);
/// How long the answer to `shutdown` has to reach its client.
constexpr auto kLastWords = std::chrono::milliseconds(50);

asio::awaitable<void> acceptAll(Local::acceptor& acceptor, Serve serve)
{
    for (;;) {
        auto [error, socket] = co_await acceptor.async_accept(asio::as_tuple(asio::use_awaitable));
        if (error == asio::error::operation_aborted || !acceptor.is_open())
            co_return;
        if (!error)
            asio::co_spawn(acceptor.get_executor(), serve(std::move(socket)), asio::detached);
        else
            co_await delay(std::chrono::milliseconds(100)); // out of descriptors: some will be given back
    }
}

/// A loop whose coroutines can be ended before what they hold on to.
class Loop : public asio::io_context {
public:
    using asio::io_context::io_context;
    /// Destroys what still waits, and with it the coroutines' locals. Nothing runs on it any more afterwards.
    void abandon() { shutdown(); }
};

/// Everything that lives in a bridge, in the order in which it is made; main's "composition".
class Server final {
public:
    explicit Server(ServerParts parts)
        : m_parts(std::move(parts)), m_bridge(m_loop, Local(), m_parts.bridgeSocket.release()),
          m_control(m_loop, Local(), m_parts.controlSocket.release()), m_signals(m_loop, SIGTERM, SIGINT),
          m_end(m_loop.get_executor())
    {
        addCheckpointRequests(m_handlers, m_context);
        addCodeServerRequests(m_handlers, m_context);
        addCommandRequests(m_handlers, m_context);
        addCredentialRequests(m_handlers, m_context);
        addEditorRequests(m_handlers, m_context);
        addEntryRequests(m_handlers, m_context);
        addFileRequests(m_handlers, m_context);
        addGitRequests(m_handlers, m_context);
        addLanguageRequests(m_handlers, m_context);
        addProcessRequests(m_handlers, m_context);
        addSearchRequests(m_handlers, m_context);
        addStatusRequest(m_handlers, m_context);
        addTerminalRequests(m_handlers, m_context);
        addWatchRequest(m_handlers, m_context);
        addWorkspaceRequests(m_handlers, m_context);
    }

    void run(const std::function<void()>& ready)
    {
        asio::co_spawn(m_loop,
                       acceptAll(m_bridge,
                                 [this](Local::socket socket) {
                                     return serveConnection(std::move(socket), m_parts.token, m_handlers);
                                 }),
                       asio::detached);
        asio::co_spawn(m_loop,
                       acceptAll(m_control,
                                 [this](Local::socket socket) {
                                     return serveControl(std::move(socket),
                                                         [this](Json question, std::stop_token stop) {
                                                             return control(std::move(question), std::move(stop));
                                                         });
                                 }),
                       asio::detached);
        if (const auto listens = m_editors.listen(); !listens)
            note("The editor can't be joined to the desktop: " + listens.error().message);
        m_signals.async_wait([this](boost::system::error_code error, int) {
            if (!error)
                end(true);
        });
        asio::co_spawn(m_loop, ending(), asio::detached);
        asio::co_spawn(m_loop, startCodeServer(), asio::detached);
        asio::co_spawn(m_loop, removeLeftovers(m_children.cgroups().leftovers(), m_clones.noted()), asio::detached);
        m_commands.restore();
        m_terminals.restore();
        ready();
        note("The bridge " KALPANA_VERSION " is up for " + m_parts.options.root + '.');
        m_loop.run();
        m_workers.join();
        m_loop.abandon();
    }

private:
    /// Before any client asks for it, so that it is up by the time one connects.
    asio::awaitable<void> startCodeServer()
    {
        m_codeServer.adopt();
        const auto& options = m_parts.options;
        const Launch launch{options.startCodeServer, options.proxyUri};
        if (!launch.version.empty())
            (void)co_await m_codeServer.start(launch, {});
        co_await m_installations.removeLeftovers();
    }

    /// What a killed bridge left behind; nothing of ours is among it.
    asio::awaitable<void> removeLeftovers(std::vector<std::shared_ptr<Cgroup>> processes,
                                          std::vector<std::string> clones)
    {
        co_await endLeftovers(std::move(processes));
        if (!clones.empty())
            co_await m_workers.run([&] { m_clones.removeLeftovers(clones); });
    }

    asio::awaitable<Json> control(Json question, std::stop_token stop)
    {
        const auto found = question.find("ask");
        const auto ask = found != question.end() && found->is_string() ? found->get<std::string>() : std::string();
        if (ask == "credential")
            co_return co_await m_questions.ask(std::move(question), std::move(stop));
        co_return control(ask);
    }

    Json control(const std::string& ask)
    {
        if (ask == "where")
            return protocol::parseJson(whereLine(m_parts, false));
        if (ask == "handover" || ask == "shutdown") {
            m_isStopped = ask == "shutdown";
            end(ask == "shutdown");
            return {{"ending", true}, {"pid", ::getpid()}};
        }
        return {{"error", "There is no such question."}};
    }

    void end(bool withCodeServer)
    {
        note(withCodeServer ? "The bridge ends, with its code-server." : "The bridge hands over to another.");
        m_withCodeServer = withCodeServer;
        m_ending = true;
        m_end.notify();
    }

    [[nodiscard]] bool commandsRun() const { return m_children.count() > (m_codeServer.isChild() ? 1U : 0U); }

    asio::awaitable<void> ending()
    {
        while (!m_ending)
            co_await m_end.wait();
        m_bridge.close();
        m_editors.close();
        m_handlers.ending.request_stop();
        m_commands.endAll();
        m_languages.endAll();
        co_await m_terminals.endAll("The bridge was stopped.", m_isStopped);
        for (const auto deadline = Clock::now() + kLastCommands; commandsRun() && Clock::now() < deadline;)
            co_await delay(std::chrono::milliseconds(5));
        if (m_withCodeServer)
            co_await m_codeServer.stop();
        co_await delay(kLastWords);
        m_control.close();
        ::unlink(m_parts.runtime.bridgeSocket().c_str());
        ::unlink(m_parts.runtime.controlSocket().c_str());
        m_loop.stop();
    }

    ServerParts m_parts;
    Loop m_loop{1}; ///< timers and sockets need it to their end; what waits on it ends in run()
    Workers m_workers;
    Root m_root{m_parts.options.root};
    Children m_children{m_loop.get_executor(), m_parts.options.data + "/workspaces/" + m_parts.options.id};
    KeptCommands m_commands{m_loop.get_executor(), m_children, m_root,
                            m_parts.options.data + "/workspaces/" + m_parts.options.id + "/state/commands"};
    Installations m_installations{m_parts.options.data, m_parts.options.id, m_children, m_workers};
    Uploads m_uploads{m_installations.folder()};
    CodeServer m_codeServer{m_loop.get_executor(),
                            {m_parts.options.id, m_parts.options.root, m_parts.options.data, m_parts.runtime.path},
                            m_children,
                            m_installations,
                            std::chrono::milliseconds(std::atoi(m_parts.options.checkEvery.c_str()))};
    Terminals m_terminals{m_loop.get_executor(),
                          m_children,
                          m_workers,
                          m_root,
                          m_parts.options.data + "/workspaces/" + m_parts.options.id + "/state/terminals",
                          m_parts.runtime.path};
    Checkpoints m_checkpoints{m_loop.get_executor(),
                              {m_children, m_workers, m_root,
                               m_parts.options.data + "/workspaces/" + m_parts.options.id + "/state/checkpoints",
                               m_parts.options.data}};
    UnfinishedClones m_clones{m_root, m_parts.options.data + "/workspaces/" + m_parts.options.id + "/state/clones"};
    LanguageServers m_languages{m_loop.get_executor(), m_children, m_workers, m_root};
    Editors m_editors{m_loop.get_executor(), m_root, m_parts.runtime.path + "/editor.sock"};
    Questions m_questions{m_loop.get_executor(), m_parts.runtime.path};
    Machine m_machine;
    Gate m_reads{m_loop.get_executor(), 4};
    Trash m_trash{m_root, m_parts.options.data + "/workspaces/" + m_parts.options.id + "/state/trash"};
    Gate m_trashing{m_loop.get_executor(), 1};
    Context m_context{.id = m_parts.options.id,
                      .root = m_root,
                      .workers = m_workers,
                      .children = m_children,
                      .commands = m_commands,
                      .installations = m_installations,
                      .uploads = m_uploads,
                      .codeServer = m_codeServer,
                      .terminals = m_terminals,
                      .checkpoints = m_checkpoints,
                      .clones = m_clones,
                      .languages = m_languages,
                      .editors = m_editors,
                      .questions = m_questions,
                      .machine = m_machine,
                      .reads = m_reads,
                      .trash = m_trash,
                      .trashing = m_trashing,
                      .startedAt = Clock::now(),
                      .shutDown = [this] { end(true); }};
    Handlers m_handlers;
    Local::acceptor m_bridge;
    Local::acceptor m_control;
    asio::signal_set m_signals;
    Event m_end;
    bool m_ending = false;
    bool m_withCodeServer = false;
    bool m_isStopped = false; ///< By the user's word: what outlives a bridge ends too.
};

} // namespace

std::string whereLine(const ServerParts& parts, bool fresh)
{
    return Json{{"socket", parts.runtime.bridgeSocket()},
                {"ide", parts.runtime.ideSocket()},
                {"token", parts.token.text()},
                {"pid", ::getpid()},
                {"version", KALPANA_VERSION},
                {"protocol", protocol::kVersion},
                {"id", parts.options.id},
                {"root", parts.options.root},
                {"fresh", fresh}}
        .dump();
}

void serveUntilTold(ServerParts parts, const std::function<void()>& ready)
{
    // What a reply of a few megabytes took is kept for the next one, rather than faulted in again page by page; and
    // only once, not by each thread.
    ::mallopt(M_ARENA_MAX, 1);
    ::mallopt(M_MMAP_THRESHOLD, 16 << 20);
    ::mallopt(M_TRIM_THRESHOLD, 4 << 20);
    Server(std::move(parts)).run(ready);
}

} // namespace kalpana::bridge::server
