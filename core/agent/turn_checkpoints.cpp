#include "core/agent/turn_checkpoints.h"

#include "core/agent/tool_call.h"
#include "core/agent/visible_text.h"

#include <QCoreApplication>

namespace kalpana::agent {

namespace {

constexpr qsizetype longestWords = 120;
constexpr qsizetype mostFiles = 200; // in one event; the review asks for all

struct Text {
    Q_DECLARE_TR_FUNCTIONS(Agent)
};

FileChange changeOf(const ChangedFile& file)
{
    return {.path = visibleText(QString::fromUtf8(file.path)),
            .original = visibleText(QString::fromUtf8(file.original)),
            .kind = file.kind,
            .added = file.added,
            .removed = file.removed,
            .binary = file.binary};
}

} // namespace

void TurnCheckpoints::look(const EventBody& event)
{
    if (const auto* message = std::get_if<UserMessage>(&event))
        m_words = visibleText(message->text.simplified().left(longestWords));
    else if (const auto* taken = std::get_if<CheckpointTaken>(&event); taken != nullptr && taken->id == 0)
        m_saidThatThereIsNone = true;
}

void TurnCheckpoints::resume(const QList<Event>& events)
{
    quint32 begun = 0; // by a turn whose changes nobody has told yet
    for (const auto& event : events) {
        if (const auto* taken = std::get_if<CheckpointTaken>(&event.body))
            begun = begun == 0 ? taken->id : begun;
        else if (const auto* finished = std::get_if<TurnFinished>(&event.body);
                 std::holds_alternative<TurnChanged>(event.body) ||
                 (finished != nullptr && finished->reason == TurnFinished::Reason::Answered))
            begun = 0;
    }
    m_before = begun;
    m_tried = begun != 0;
}

Result<std::optional<CheckpointTaken>> TurnCheckpoints::beforeChange(const std::stop_token& stop)
{
    if (m_checkpoints == nullptr || m_tried)
        return std::nullopt;
    const auto taken = m_checkpoints->take(Text::tr("Before “%1”").arg(m_words), stop);
    if (!taken && endsTurn(taken.error()))
        return std::unexpected(taken.error());
    m_tried = true;
    if (taken) {
        m_before = taken->id;
        return CheckpointTaken{taken->id, {}};
    }
    if (std::exchange(m_saidThatThereIsNone, true))
        return std::nullopt;
    return CheckpointTaken{
        0, Text::tr("What the agent changes here can't be undone: %1").arg(visibleText(taken.error().sentence))};
}

std::optional<TurnChanged> TurnCheckpoints::changed(const std::stop_token& stop)
{
    if (m_before == 0)
        return std::nullopt;
    const auto after = m_checkpoints->take(Text::tr("After “%1”").arg(m_words), stop);
    if (!after || after->id == m_before)
        return std::nullopt;
    const auto changes = m_checkpoints->changes(m_before, after->id, stop);
    if (!changes || changes->count == 0)
        return std::nullopt;
    TurnChanged changed{.before = m_before, .after = after->id, .count = changes->count};
    for (const auto& file : changes->files) {
        changed.added += file.added;
        changed.removed += file.removed;
        if (changed.files.size() < mostFiles)
            changed.files.append(changeOf(file));
    }
    return changed;
}

} // namespace kalpana::agent
