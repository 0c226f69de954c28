#pragma once

#include "remote/bridge/server/language/language_server.h"

namespace kalpana::bridge::server {

/// A question to whoever understands a file.
struct LanguageQuestion {
    LanguageProgram program = {};
    std::string path = {};   ///< relative; the server is told of it as it is on disk. May be empty
    std::string method = {}; ///< of LSP; empty: the diagnostics of the file
    std::string params = {}; ///< JSON
    std::chrono::milliseconds limit{20'000};
};

struct LanguageAnswer {
    Json result = {};        ///< as LSP has it
    bool isIndexing = false; ///< it was still reading the workspace: something may be missing
    bool isComplete = true;  ///< false: no diagnostics came in time
    std::string server = {}; ///< the program's name
};

/// The language servers of a workspace. One starts when it is first asked, ends when nobody has asked it for a while,
/// and, where it dies, starts again for the question at hand: at once the first time, later and later where it goes on
/// so. Loop's thread; outlives the loop's coroutines.
class LanguageServers final {
public:
    struct Limits {
        std::size_t most = 4; ///< at a time; the one that rests longest makes room
        std::chrono::milliseconds idle{300'000};
    };
    LanguageServers(asio::any_io_executor executor, Children& children, Workers& workers, const Root& root)
        : LanguageServers(std::move(executor), children, workers, root, Limits{})
    {
    }
    LanguageServers(asio::any_io_executor executor, Children& children, Workers& workers, const Root& root,
                    Limits limits);

    [[nodiscard]] asio::awaitable<Outcome<LanguageAnswer>> ask(LanguageQuestion question, std::stop_token stop);
    /// None starts any more; they are gone within 3 s.
    void endAll();
    [[nodiscard]] std::size_t count() const;

private:
    struct Entry {
        std::shared_ptr<LanguageServer> server = {};
        int deaths = 0; ///< one soon after the other
        std::optional<Failure> lastDeath = {};
        Clock::time_point startedAt = {};
        Clock::time_point notBefore = {};
        Clock::time_point lastUse = {};
        int asked = 0; ///< questions under way
    };
    asio::awaitable<Outcome<LanguageAnswer>> askOnce(const LanguageQuestion& question, Entry& entry,
                                                     std::stop_token stop);
    asio::awaitable<Outcome<void>> start(const LanguageProgram& program, Entry& entry);
    asio::awaitable<Outcome<void>> makeRoom();
    asio::awaitable<void> endIdle();
    static void noteDeath(Entry& entry);

    asio::any_io_executor m_executor;
    Children& m_children;
    Workers& m_workers;
    const Root& m_root;
    Limits m_limits;
    std::map<std::vector<std::string>, Entry> m_entries; ///< by command line; none is ever removed
    bool m_watching = false;
    bool m_ending = false;
};

} // namespace kalpana::bridge::server
