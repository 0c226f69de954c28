#include "remote/bridge/server/language/language_server.h"

#include "remote/bridge/protocol/parse_json.h"
#include "remote/bridge/server/command/process_tree.h"
#include "remote/bridge/server/language/file_uri.h"
#include "remote/bridge/server/language/member.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <array>
#include <csignal>
#include <fcntl.h>

namespace kalpana::bridge::server {

namespace {

using namespace std::chrono_literals;
using Descriptor = asio::posix::stream_descriptor;

constexpr auto kWait = asio::as_tuple(asio::use_awaitable);
constexpr auto kGreeting = 60s; ///< a large workspace, a cold disk
constexpr auto kGoodbye = 1s;
constexpr std::size_t kMostErrors = 2000;
constexpr std::size_t kMostOutgoing = 64U << 20U;
constexpr std::size_t kMostProgress = 100;
constexpr int kContentModified = -32801;

// Of what a client may be able to do, only what is used here.
constexpr std::string_view kCapabilities = R"({
"general":{"positionEncodings":["utf-16"]},
"window":{"workDoneProgress":true},
"workspace":{"configuration":true,"workspaceFolders":true,"symbol":{}},
"textDocument":{"synchronization":{"didSave":true},"definition":{"linkSupport":true},"references":{},
"hover":{"contentFormat":["markdown","plaintext"]},"publishDiagnostics":{"versionSupport":true},
"documentSymbol":{"hierarchicalDocumentSymbolSupport":true}}})";

} // namespace

LanguageServer::LanguageServer(asio::any_io_executor executor, Children& children, Workers& workers, const Root& root)
    : m_executor(std::move(executor)), m_children(children), m_workers(workers), m_root(root), m_changed(m_executor),
      m_toWrite(m_executor)
{
}

Outcome<void> LanguageServer::start(const LanguageProgram& program, const Environment& environment)
{
    m_folder = realFolder(m_root.path());
    m_name = program.argv.front().substr(program.argv.front().rfind('/') + 1);
    auto input = makePipe(Direction::ToChild);
    auto output = makePipe(Direction::FromChild);
    auto errors = makePipe(Direction::FromChild);
    const UniqueFd folder(::open(m_root.path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!input || !output || !errors || !folder)
        return systemFailed("The pipes of " + m_name);
    auto child = m_children.start({.argv = program.argv,
                                   .environment = environment,
                                   .folder = folder.get(),
                                   .input = input->theirs.get(),
                                   .output = output->theirs.get(),
                                   .errors = errors->theirs.get()});
    if (!child)
        return std::unexpected(child.error());
    m_child = std::move(*child);
    const auto self = shared_from_this();
    const auto run = [this](asio::awaitable<void> coroutine) {
        asio::co_spawn(m_executor, std::move(coroutine), asio::detached);
    };
    run(read(self, std::move(output->ours), &LanguageServer::takeOutput));
    run(read(self, std::move(errors->ours), &LanguageServer::takeErrors));
    run(write(self, std::move(input->ours)));
    run(watchEnd(self));
    run(greet(self));
    return {};
}

asio::awaitable<void> LanguageServer::read(std::shared_ptr<LanguageServer> self, UniqueFd pipe, Take take)
{
    Descriptor descriptor(self->m_executor, pipe.release());
    std::array<char, 16384> buffer;
    while (!self->m_broken) {
        const auto [error, count] = co_await descriptor.async_read_some(asio::buffer(buffer), kWait);
        if (error)
            break;
        (self.get()->*take)({buffer.data(), count});
    }
}

asio::awaitable<void> LanguageServer::write(std::shared_ptr<LanguageServer> self, UniqueFd pipe)
{
    Descriptor descriptor(self->m_executor, pipe.release());
    while (self->isAlive()) {
        if (self->m_outgoing.empty()) {
            co_await self->m_toWrite.wait();
            continue;
        }
        auto bytes = std::exchange(self->m_outgoing, {});
        for (std::size_t at = 0; at < bytes.size();) {
            const auto [error, count] =
                co_await descriptor.async_write_some(asio::buffer(bytes.data() + at, bytes.size() - at), kWait);
            if (error)
                co_return;
            at += count;
        }
    }
}

asio::awaitable<void> LanguageServer::watchEnd(std::shared_ptr<LanguageServer> self)
{
    co_await self->m_child->wait();
    self->m_toWrite.notify();
    self->m_changed.notify();
}

asio::awaitable<void> LanguageServer::greet(std::shared_ptr<LanguageServer> self)
{
    const auto uri = jsonText(fileUri(self->m_folder));
    auto reply = co_await self->request(
        "initialize",
        "{\"processId\":" + std::to_string(::getpid()) + ",\"rootUri\":" + uri + ",\"workspaceFolders\":[{\"uri\":" +
            uri + ",\"name\":\"workspace\"}],\"clientInfo\":{\"name\":\"kalpana-bridge\"},\"capabilities\":" +
            std::string(kCapabilities) + '}',
        kGreeting, {});
    if (reply) {
        const auto& encoding = member(member(*reply, "capabilities"), "positionEncoding");
        if (!encoding.is_null() && encoding != "utf-16")
            reply =
                failed(Code::Failed, self->m_name + " counts in " + encoding.dump() + ", for which it was not asked.");
    }
    if (reply)
        self->notify("initialized", "{}");
    self->m_ready = reply ? Outcome<void>() : std::unexpected(reply.error());
    self->m_changed.notify();
}

asio::awaitable<Outcome<void>> LanguageServer::ready(std::stop_token stop)
{
    const std::stop_callback onStop(stop, [this] { m_changed.notify(); });
    while (!m_ready && !stop.stop_requested())
        co_await m_changed.wait();
    if (!m_ready)
        co_return failed(Code::Cancelled, "Starting " + m_name + " was cancelled.");
    co_return *m_ready;
}

asio::awaitable<Outcome<void>> LanguageServer::refresh(std::string path, std::string languageId)
{
    while (m_refreshing)
        co_await m_changed.wait();
    m_refreshing = true;
    Outcome<std::vector<Documents::Change>> changes;
    co_await m_workers.run([&] { changes = m_documents.refresh(m_root, path, languageId); });
    m_refreshing = false;
    m_changed.notify();
    if (!changes)
        co_return std::unexpected(changes.error());
    for (const auto& change : *changes)
        tell(change);
    co_return Outcome<void>();
}

void LanguageServer::tell(const Documents::Change& change)
{
    using What = Documents::Change::What;
    const auto uri = "{\"textDocument\":{\"uri\":" + jsonText(fileUri(m_folder + '/' + change.path));
    m_diagnostics.erase(change.path);
    m_versions.erase(change.path);
    if (change.what == What::Close)
        return notify("textDocument/didClose", uri + "}}");
    m_versions[change.path] = change.version;
    const auto version = uri + ",\"version\":" + std::to_string(change.version);
    const auto text = "\"text\":" + jsonText(change.text);
    if (change.what == What::Open)
        return notify("textDocument/didOpen",
                      version + ",\"languageId\":" + jsonText(change.languageId) + ',' + text + "}}");
    notify("textDocument/didChange", version + "},\"contentChanges\":[{" + text + "}]}");
    notify("textDocument/didSave", uri + "}}"); // what others include of it is read from disk
}

asio::awaitable<Outcome<Json>> LanguageServer::request(std::string method, std::string params,
                                                       std::chrono::milliseconds limit, std::stop_token stop)
{
    const auto id = ++m_lastRequest;
    m_pending[id];
    send("{\"jsonrpc\":\"2.0\",\"id\":" + std::to_string(id) + ",\"method\":\"" + method + "\",\"params\":" + params +
         '}');
    const std::stop_callback onStop(stop, [this] { m_changed.notify(); });
    const auto deadline = Clock::now() + limit;
    while (!m_pending[id] && isAlive() && !stop.stop_requested() && Clock::now() < deadline)
        co_await m_changed.waitUntil(deadline);
    const auto answer = std::move(m_pending[id]);
    m_pending.erase(id);
    if (answer)
        co_return *answer;
    if (!isAlive())
        co_return std::unexpected(died());
    notify("$/cancelRequest", "{\"id\":" + std::to_string(id) + '}');
    if (stop.stop_requested())
        co_return failed(Code::Cancelled, "The question to " + m_name + " was cancelled.");
    co_return failed(Code::Timeout, m_name + " did not answer in time.");
}

asio::awaitable<std::optional<Json>> LanguageServer::diagnostics(std::string path, std::chrono::milliseconds limit,
                                                                 std::stop_token stop)
{
    const std::stop_callback onStop(stop, [this] { m_changed.notify(); });
    const auto deadline = Clock::now() + limit;
    while (isAlive() && !stop.stop_requested()) {
        if (const auto told = m_diagnostics.find(path); told != m_diagnostics.end())
            co_return told->second;
        if (Clock::now() >= deadline)
            break;
        co_await m_changed.waitUntil(deadline);
    }
    co_return std::nullopt;
}

void LanguageServer::send(std::string_view message)
{
    if (m_outgoing.size() + message.size() > kMostOutgoing)
        return giveUp("it reads nothing any more");
    m_outgoing += framed(message);
    m_toWrite.notify();
}

void LanguageServer::notify(std::string_view method, std::string_view params)
{
    send("{\"jsonrpc\":\"2.0\",\"method\":\"" + std::string(method) + "\",\"params\":" + std::string(params) + '}');
}

void LanguageServer::giveUp(std::string why)
{
    if (!m_broken)
        m_broken = std::move(why);
    ::kill(-m_child->pid, SIGKILL);
    m_toWrite.notify();
    m_changed.notify();
}

void LanguageServer::takeErrors(std::string_view bytes)
{
    m_errors += bytes;
    if (m_errors.size() > kMostErrors)
        m_errors.erase(0, m_errors.size() - kMostErrors);
}

void LanguageServer::takeOutput(std::string_view bytes)
{
    const auto messages = m_reader.receive(bytes);
    if (!messages)
        return giveUp(messages.error().message);
    for (const auto& text : *messages) {
        const auto message = protocol::parseJson(text);
        if (!message.is_object())
            return giveUp("what it wrote is not JSON");
        takeMessage(message);
    }
    m_changed.notify();
}

void LanguageServer::takeMessage(const Json& message)
{
    const auto& method = member(message, "method");
    const auto& id = member(message, "id");
    if (method.is_string()) {
        const auto& name = method.get_ref<const std::string&>();
        if (!id.is_null())
            takeRequest(message, name);
        else
            takeNotification(member(message, "params"), name);
        return;
    }
    const auto pending = id.is_number_unsigned() ? m_pending.find(id.get<std::uint64_t>()) : m_pending.end();
    if (pending == m_pending.end())
        return;
    const auto& error = member(message, "error");
    if (!error.is_object()) {
        pending->second = member(message, "result");
        return;
    }
    const auto& said = member(error, "message");
    pending->second = failed(member(error, "code") == kContentModified ? Code::Conflict : Code::Failed,
                             m_name + " said: " + (said.is_string() ? said.get<std::string>() : error.dump()));
}

void LanguageServer::takeRequest(const Json& message, const std::string& method)
{
    Json answer = Json::object();
    answer["jsonrpc"] = "2.0";
    answer["id"] = member(message, "id");
    if (method == "workspace/configuration") { // one null for each that is asked for: as it is by default
        const auto& items = member(member(message, "params"), "items");
        answer["result"] = Json(Json::array_t(items.is_array() ? items.size() : 0));
    } else if (method == "workspace/applyEdit") {
        answer["result"]["applied"] = false;
    } else if (method == "window/workDoneProgress/create" || method == "client/registerCapability" ||
               method == "client/unregisterCapability" || method == "workspace/workspaceFolders" ||
               method == "window/showMessageRequest") {
        answer["result"] = nullptr;
    } else {
        answer["error"]["code"] = -32601; // JSON-RPC: there is no such method
        answer["error"]["message"] = "The client does not know " + method;
    }
    send(answer.dump(-1, ' ', false, Json::error_handler_t::replace));
}

void LanguageServer::takeNotification(const Json& params, const std::string& method)
{
    if (method == "$/progress") {
        const auto token = member(params, "token").dump(-1, ' ', false, Json::error_handler_t::replace);
        if (member(member(params, "value"), "kind") == "end")
            m_progress.erase(token);
        else if (m_progress.size() < kMostProgress)
            m_progress.insert(token);
        return;
    }
    const auto& uri = member(params, "uri");
    const auto& list = member(params, "diagnostics");
    if (method != "textDocument/publishDiagnostics" || !uri.is_string() || !list.is_array())
        return;
    const auto path = pathOfUri(uri.get_ref<const std::string&>());
    if (!path || !path->starts_with(m_folder + '/'))
        return;
    const auto relative = path->substr(m_folder.size() + 1);
    const auto open = m_versions.find(relative);
    const auto& version = member(params, "version");
    if (open == m_versions.end() || (version.is_number_integer() && version.get<std::int64_t>() < open->second))
        return; // not ours, or before the last change
    m_diagnostics[relative] = list;
}

Failure LanguageServer::died() const
{
    auto said = m_errors;
    while (said.ends_with('\n'))
        said.pop_back();
    said = said.substr(said.rfind('\n') + 1);
    std::string how = "ended";
    if (m_broken)
        how = "was ended, for " + *m_broken;
    else if (m_child && m_child->status && !m_child->signalName().empty())
        how = "was ended by SIG" + m_child->signalName();
    else if (m_child && m_child->status)
        how = "ended with code " + std::to_string(m_child->exitCode());
    return {Code::Failed, m_name + ' ' + how + (said.empty() ? "." : ". The last that it said: " + said)};
}

asio::awaitable<void> LanguageServer::end(std::shared_ptr<LanguageServer> self)
{
    if (self->isAlive()) {
        (void)co_await self->request("shutdown", "null", kGoodbye, {});
        self->notify("exit", "null");
    }
    for (const auto deadline = Clock::now() + kGoodbye; self->isAlive() && Clock::now() < deadline;)
        co_await self->m_changed.waitUntil(deadline);
    if (!self->m_child->status)
        co_await endProcesses(self->m_child->pid, {}, 500ms);
}

} // namespace kalpana::bridge::server
