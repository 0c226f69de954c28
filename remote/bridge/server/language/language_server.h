#pragma once

#include "remote/bridge/server/async/workers.h"
#include "remote/bridge/server/command/children.h"
#include "remote/bridge/server/files/root.h"
#include "remote/bridge/server/language/documents.h"
#include "remote/bridge/server/language/framing.h"
#include "remote/bridge/server/language/known_servers.h"
#include "remote/bridge/server/session/handlers.h"

#include <set>
#include <stop_token>

namespace kalpana::bridge::server {

/// One run of a language server: the client's side of LSP 3.17 over its standard input and output. Positions are in
/// UTF-16 code units, which every server understands. Loop's thread; held by its coroutines until the program has
/// ended.
class LanguageServer final : public std::enable_shared_from_this<LanguageServer> {
public:
    LanguageServer(asio::any_io_executor executor, Children& children, Workers& workers, const Root& root);

    /// Starts the program and says hello; ready() tells how that went.
    [[nodiscard]] Outcome<void> start(const LanguageProgram& program, const Environment& environment);
    /// Returns once the server has answered the first request.
    [[nodiscard]] asio::awaitable<Outcome<void>> ready(std::stop_token stop);

    /// Tells the server what changed on disk of what it knows of, and of this file.
    [[nodiscard]] asio::awaitable<Outcome<void>> refresh(std::string path, std::string languageId);
    /// `params` is JSON. `conflict` where the server wants to be asked again.
    [[nodiscard]] asio::awaitable<Outcome<Json>> request(std::string method, std::string params,
                                                         std::chrono::milliseconds limit, std::stop_token stop);
    /// What it says is wrong with a file, as in publishDiagnostics; nothing where it has not said it in time.
    [[nodiscard]] asio::awaitable<std::optional<Json>> diagnostics(std::string path, std::chrono::milliseconds limit,
                                                                   std::stop_token stop);
    /// Whether it still reads the workspace, so that answers may lack something.
    [[nodiscard]] bool isIndexing() const { return !m_progress.empty(); }

    [[nodiscard]] bool isAlive() const { return m_child && !m_child->status && !m_broken; }
    /// How it ended, with the last that it said.
    [[nodiscard]] Failure died() const;
    /// Asks it to end, and ends it where it does not.
    [[nodiscard]] static asio::awaitable<void> end(std::shared_ptr<LanguageServer> self);
    [[nodiscard]] const std::string& name() const { return m_name; }

private:
    using Take = void (LanguageServer::*)(std::string_view);
    static asio::awaitable<void> read(std::shared_ptr<LanguageServer> self, UniqueFd pipe, Take take);
    static asio::awaitable<void> write(std::shared_ptr<LanguageServer> self, UniqueFd pipe);
    static asio::awaitable<void> greet(std::shared_ptr<LanguageServer> self);
    static asio::awaitable<void> watchEnd(std::shared_ptr<LanguageServer> self);
    void takeOutput(std::string_view bytes);
    void takeErrors(std::string_view bytes);
    void takeMessage(const Json& message);
    void takeRequest(const Json& message, const std::string& method);
    void takeNotification(const Json& params, const std::string& method);
    void send(std::string_view message);
    void notify(std::string_view method, std::string_view params);
    void giveUp(std::string why);
    void tell(const Documents::Change& change);

    asio::any_io_executor m_executor;
    Children& m_children;
    Workers& m_workers;
    const Root& m_root;
    std::string m_folder; ///< the workspace's, as the server has it
    std::string m_name;
    std::shared_ptr<Child> m_child;
    MessageReader m_reader;
    Event m_changed;
    Event m_toWrite;
    std::string m_outgoing;
    std::string m_errors; ///< the end of what it said
    std::optional<std::string> m_broken;
    std::optional<Outcome<void>> m_ready;
    std::uint64_t m_lastRequest = 0;
    std::map<std::uint64_t, std::optional<Outcome<Json>>> m_pending;
    std::set<std::string> m_progress;
    Documents m_documents;
    bool m_refreshing = false;
    std::map<std::string, std::int64_t> m_versions; ///< of what it was told, by path
    std::map<std::string, Json> m_diagnostics;      ///< of those
};

} // namespace kalpana::bridge::server
