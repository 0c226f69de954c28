#pragma once

#include "remote/bridge/server/command/kept_stream.h"
#include "remote/bridge/server/command/run.h"

#include <set>

namespace kalpana::bridge::server {

/// What is known of a command that is kept, as it stands in its file.
struct CommandRecord {
    std::uint32_t number = 0;
    std::vector<std::string> argv = {};
    std::string folder = {};
    std::int64_t startedAt = 0;   ///< milliseconds since 1970
    std::optional<Json> end = {}; ///< the answer of "command.run", or {"error": {"code", "message"}}
};

[[nodiscard]] Json toJson(const CommandRecord& record);
/// Nothing where it is not what it should be.
[[nodiscard]] std::optional<CommandRecord> commandRecordFrom(const Json& json);

/// A command whose output and end outlive the client that asked for it. Loop's thread.
class KeptCommand final : public OutputSink {
public:
    /// Of each stream.
    static constexpr std::uint64_t kKept = 4U << 20U;

    /// `path`: of its files, without their endings.
    KeptCommand(const asio::any_io_executor& executor, std::string path, CommandRecord record);

    [[nodiscard]] const CommandRecord& record() const { return m_record; }
    [[nodiscard]] const KeptStream& output() const { return m_output; }
    [[nodiscard]] const KeptStream& errors() const { return m_errors; }
    [[nodiscard]] bool isRunning() const { return !m_record.end; }
    /// Something was printed, it has ended, or somebody who follows has gone on.
    [[nodiscard]] Event& changed() { return m_changed; }

    /// Asks it and all its processes to end.
    void end();
    [[nodiscard]] std::stop_token stopToken() const { return m_stop.get_token(); }
    /// Keeps how it ended, and tells those who follow.
    void ended(const Outcome<Json>& outcome);
    [[nodiscard]] Outcome<void> save() const;
    void removeFiles();

    [[nodiscard]] asio::awaitable<void> take(protocol::FrameKind stream, std::uint64_t offset,
                                             std::string_view bytes) override;

    /// Somebody who is sent what it prints. The command waits for the slowest of them.
    struct Follower {
        std::uint64_t output = 0; ///< sent so far, of each stream
        std::uint64_t errors = 0;
    };
    void add(const Follower& follower) { m_followers.insert(&follower); }
    void remove(const Follower& follower);

private:
    [[nodiscard]] bool isAhead() const;

    std::string m_path;
    CommandRecord m_record;
    KeptStream m_output;
    KeptStream m_errors;
    Event m_changed;
    std::stop_source m_stop;
    std::set<const Follower*> m_followers;
};

/// Sends what is kept from the follower's offsets on, then what comes, and answers as the command itself is answered.
/// A stop ends the following, not the command.
[[nodiscard]] asio::awaitable<Outcome<Json>> follow(std::shared_ptr<KeptCommand> command, KeptCommand::Follower from,
                                                    Call call);

} // namespace kalpana::bridge::server
