#include "core/agent/running_command.h"

#include "core/agent/capped_text.h"
#include "core/agent/command_text.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

namespace kalpana::agent {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr qsizetype mostShown = 200'000;
constexpr auto pause = 30ms; // between two pieces that are told of: what comes meanwhile goes with the next

/// What the thread that runs the command hands to the one that waits.
struct Handover {
    std::mutex mutex;
    std::condition_variable_any changed;
    CommandText plain;
    CappedText whole;
    QString news;
    qsizetype shown = 0;
    std::optional<Result<CommandResult>> outcome;

    void receive(OutputChannel channel, QByteArrayView bytes)
    {
        const std::scoped_lock lock(mutex);
        const auto text = plain.receive(channel, bytes);
        whole.append(text);
        const auto room = std::min(mostShown - shown, text.size());
        news += QStringView(text).first(room);
        shown += room;
        changed.notify_one();
    }

    void end(Result<CommandResult> result)
    {
        const std::scoped_lock lock(mutex);
        outcome = std::move(result);
        changed.notify_one();
    }
};

QString summary(const CommandResult& result, const QString& output)
{
    const auto seconds = QString::number(static_cast<double>(result.duration.count()) / 1000, 'f', 1);
    const auto end =
        result.signal.isEmpty() ? u"Exit code %1"_s.arg(result.exitCode) : u"Ended by signal %1"_s.arg(result.signal);
    const auto rest = result.truncated ? u"\n[More output came, but was not kept.]"_s : QString();
    return u"%1 after %2 s.\n"_s.arg(end, seconds) + (output.isEmpty() ? u"[No output.]"_s : output) + rest;
}

} // namespace

Result<ToolResult> runCommand(WorkspaceTools& tools, const QString& command, const TextReceiver& output,
                              std::stop_token stop)
{
    Handover handover;
    {
        const std::jthread runner([&] {
            const auto receive = [&handover](OutputChannel channel, QByteArrayView bytes) {
                handover.receive(channel, bytes);
            };
            handover.end(tools.run(command, receive, stop));
        });
        std::unique_lock lock(handover.mutex);
        for (bool ended = false; !ended;) {
            handover.changed.wait(lock, [&] { return handover.outcome || !handover.news.isEmpty(); });
            ended = handover.outcome.has_value();
            if (const auto news = std::exchange(handover.news, {}); !news.isEmpty()) {
                lock.unlock();
                output(news);
                lock.lock();
            }
            if (!ended)
                handover.changed.wait_for(lock, pause, [&] { return handover.outcome.has_value(); });
        }
    }
    const auto& result = *handover.outcome;
    if (!result)
        return std::unexpected(result.error());
    return ToolResult{.ok = result->exitCode == 0 && result->signal.isEmpty(),
                      .text = summary(*result, handover.whole.text())};
}

} // namespace kalpana::agent
