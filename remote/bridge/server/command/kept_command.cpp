#include "remote/bridge/server/command/kept_command.h"

#include "remote/bridge/protocol/fields.h"
#include "remote/bridge/server/os/folder.h"
#include "remote/bridge/server/os/note.h"

#include <algorithm>

namespace kalpana::bridge::server {

namespace {

using protocol::FrameKind;

constexpr std::size_t kPiece = 64U << 10U;
/// How far a command may get ahead of those who follow it.
constexpr std::uint64_t kMostAhead = 1U << 20U;

Json endOf(const Outcome<Json>& outcome)
{
    if (outcome)
        return *outcome;
    const auto& failure = outcome.error();
    return {{"error", {{"code", protocol::wordOf(failure.code)}, {"message", failure.message}}}};
}

Outcome<Json> outcomeOf(const CommandRecord& record)
{
    Json answer = *record.end;
    const auto error = answer.find("error");
    if (error != answer.end())
        return protocol::failed(protocol::codeFrom(error->value("code", "")), error->value("message", ""));
    answer["command"] = record.number;
    return answer;
}

/// Sends the next piece of a stream; false where there is none.
bool sendPiece(const KeptStream& stream, FrameKind kind, std::uint64_t& sent, const Call& call)
{
    const auto piece = stream.read(sent, kPiece);
    sent = piece.offset + piece.bytes.size();
    if (!piece.bytes.empty())
        call.out->send(protocol::Frame{kind, call.id, piece.offset, piece.bytes});
    return !piece.bytes.empty();
}

class Following final {
public:
    Following(KeptCommand& command, KeptCommand::Follower from) : m_command(command), m_follower(from)
    {
        m_command.add(m_follower);
    }
    Following(const Following&) = delete;
    Following& operator=(const Following&) = delete;
    ~Following() { m_command.remove(m_follower); }
    [[nodiscard]] KeptCommand::Follower& follower() { return m_follower; }

private:
    KeptCommand& m_command;
    KeptCommand::Follower m_follower;
};

} // namespace

Json toJson(const CommandRecord& record)
{
    Json json{
        {"number", record.number}, {"argv", record.argv}, {"folder", record.folder}, {"startedAt", record.startedAt}};
    if (record.end)
        json["end"] = *record.end;
    return json;
}

std::optional<CommandRecord> commandRecordFrom(const Json& json)
{
    if (!json.is_object())
        return std::nullopt;
    protocol::Fields fields(json);
    CommandRecord record{.number = static_cast<std::uint32_t>(fields.number("number")),
                         .argv = fields.texts("argv"),
                         .folder = fields.optionalText("folder").value_or(""),
                         .startedAt = static_cast<std::int64_t>(fields.number("startedAt"))};
    if (const auto end = json.find("end"); end != json.end() && end->is_object())
        record.end = *end;
    if (fields.failure() || record.number == 0 || record.argv.empty())
        return std::nullopt;
    return record;
}

KeptCommand::KeptCommand(const asio::any_io_executor& executor, std::string path, CommandRecord record)
    : m_path(std::move(path)), m_record(std::move(record)), m_output(m_path + ".out", kKept),
      m_errors(m_path + ".err", kKept), m_changed(executor)
{
}

asio::awaitable<void> KeptCommand::take(FrameKind stream, std::uint64_t, std::string_view bytes)
{
    auto& kept = stream == FrameKind::Output ? m_output : m_errors;
    if (const auto appended = kept.append(bytes); !appended)
        note("Command " + std::to_string(m_record.number) + ": " + appended.error().message);
    m_changed.notify();
    while (isAhead() && !m_stop.stop_requested())
        co_await m_changed.wait();
}

bool KeptCommand::isAhead() const
{
    return std::ranges::any_of(m_followers, [this](const Follower* follower) {
        return m_output.total() > follower->output + kMostAhead || m_errors.total() > follower->errors + kMostAhead;
    });
}

void KeptCommand::remove(const Follower& follower)
{
    m_followers.erase(&follower);
    m_changed.notify();
}

void KeptCommand::end()
{
    m_stop.request_stop();
    m_changed.notify();
}

void KeptCommand::ended(const Outcome<Json>& outcome)
{
    m_record.end = endOf(outcome);
    if (const auto saved = save(); !saved)
        note("Command " + std::to_string(m_record.number) + ": " + saved.error().message);
    m_changed.notify();
}

Outcome<void> KeptCommand::save() const
{
    return replaceFile(m_path + ".json", toJson(m_record).dump());
}

void KeptCommand::removeFiles()
{
    m_output.remove();
    m_errors.remove();
    ::unlink((m_path + ".json").c_str());
}

asio::awaitable<Outcome<Json>> follow(std::shared_ptr<KeptCommand> command, KeptCommand::Follower from, Call call)
{
    Following following(*command, from);
    auto& follower = following.follower();
    const std::stop_callback onStop(call.stop, [&command] { command->changed().notify(); });
    while (!call.stop.stop_requested()) {
        const bool errors = sendPiece(command->errors(), FrameKind::Errors, follower.errors, call);
        const bool output = sendPiece(command->output(), FrameKind::Output, follower.output, call);
        if (errors || output) {
            command->changed().notify();
            co_await call.out->room();
        } else if (!command->isRunning()) {
            co_return outcomeOf(command->record());
        } else {
            co_await command->changed().wait();
        }
    }
    co_return protocol::failed(protocol::Code::Cancelled, "The command is not followed any more.");
}

} // namespace kalpana::bridge::server
