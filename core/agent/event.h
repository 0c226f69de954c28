#pragma once

#include "core/agent/language_model.h"
#include "core/agent/permissions.h"
#include "core/agent/questions.h"
#include "core/agent/workspace_checkpoints.h"

#include <QDateTime>
#include <QJsonObject>

#include <variant>

namespace kalpana::agent {

// What happens in a chat, as immutable values. A chat is the list of its events; all that is shown or sent to a model
// is derived from it.

/// What the agent may do about a message: everything that is allowed, or only look, so as to make a plan.
enum class Mode { Act, Plan };

struct UserMessage {
    QString text;
    Mode mode = Mode::Act;
    bool operator==(const UserMessage&) const = default;
};
/// More of the model's answer. Text until the next event that is none is one Markdown text.
struct TextDelta {
    QString text;
    bool operator==(const TextDelta&) const = default;
};
struct ThinkingDelta {
    QString text;
    bool operator==(const ThinkingDelta&) const = default;
};
/// The model's provider is busy, and is asked again after a while. Not kept: it says nothing once that is over.
struct ModelWaits {
    ModelWait wait;
    bool operator==(const ModelWaits&) const = default;
};
/// The model asked for it; parallel ones stand together, then run one after the other.
struct ToolCallStarted {
    ToolCall call; ///< call.id is unique in the chat.
    QString title; ///< For people: "Read src/greeting.py".
    bool operator==(const ToolCallStarted&) const = default;
};
struct PermissionAsked {
    PermissionRequest request;
    bool operator==(const PermissionAsked&) const = default;
};
struct PermissionAnswered {
    QString callId;
    Decision decision = Decision::No;
    bool operator==(const PermissionAnswered&) const = default;
};
struct QuestionAsked {
    UserQuestion question;
    bool operator==(const QuestionAsked&) const = default;
};
struct QuestionAnswered {
    QString callId;
    QString text;
    bool operator==(const QuestionAnswered&) const = default;
};
struct PlanStep {
    enum class State { Open, Active, Done };
    QString text;
    State state = State::Open;
    bool operator==(const PlanStep&) const = default;
};
/// What the agent is about to do, whole: it takes the place of the plan before.
struct PlanUpdated {
    QList<PlanStep> steps;
    bool operator==(const PlanUpdated&) const = default;
};
/// Something that the user named in a message, as it was when that was sent.
struct AttachedText {
    QString name; ///< As it stands in the message: "@src/a.py".
    QString text;
    bool ok = true; ///< false: the text says why it is not there.
    bool operator==(const AttachedText&) const = default;
};
/// Behind the message that it belongs to; the model gets it with that.
struct Attached {
    QList<AttachedText> texts;
    bool operator==(const Attached&) const = default;
};
/// From here on the model is told what these files of the workspace say; written where they are others than before.
struct InstructionsRead {
    QStringList files;
    bool operator==(const InstructionsRead&) const = default;
};
/// More of a running command's output. Bounded: what follows a very long output is only in the result's tail.
struct ToolOutput {
    QString callId;
    QString text;
    bool operator==(const ToolOutput&) const = default;
};
struct ToolCallFinished {
    QString callId;
    bool ok = false;
    QString result; ///< What the model is told.
    bool operator==(const ToolCallFinished&) const = default;
};
/// What the API that answered wants back with the chat; before the calls of its reply.
struct ReplyKept {
    KeptBlocks kept;
    bool operator==(const ReplyKept&) const = default;
};
/// The figures of one reply of the model.
struct Usage {
    QString model;
    TokenUsage tokens;
    bool estimated = false; ///< The provider told no figures: a reply that was cut off.
    bool operator==(const Usage&) const = default;
};
/// The model is sent `summary` in place of all that came up to there, from now on. Nothing is lost: the chat keeps it.
struct Compacted {
    QString summary;
    qint64 upTo = 0; ///< Event::sequence
    bool operator==(const Compacted&) const = default;
};
/// The way back from what this turn changes.
struct CheckpointTaken {
    quint32 id = 0;  ///< 0: there is none,
    QString problem; ///< for this reason, as a sentence.
    bool operator==(const CheckpointTaken&) const = default;
};
/// A file for people: a path that is not UTF-8 is only shown here.
struct FileChange {
    QString path;
    QString original = {}; ///< Where it was renamed from.
    ChangedFile::Kind kind = ChangedFile::Kind::Modified;
    qint64 added = 0; ///< Lines.
    qint64 removed = 0;
    bool binary = false;
    bool operator==(const FileChange&) const = default;
};
/// What the turn changed, by its tools and its commands. Near the turn's end: before TurnFinished or TurnFailed, but
/// behind that of a turn that was stopped.
struct TurnChanged {
    quint32 before = 0; ///< Checkpoints.
    quint32 after = 0;
    QList<FileChange> files; ///< The first 200.
    qint64 count = 0;        ///< Of all, as the lines.
    qint64 added = 0;
    qint64 removed = 0;
    bool operator==(const TurnChanged&) const = default;
};
/// The user went back to a checkpoint; not in a turn.
struct CheckpointRestored {
    quint32 to = 0; ///< What was asked for: see RestoreRequest.
    quint32 since = 0;
    quint32 before = 0; ///< Going to this, since `after`, undoes it.
    quint32 after = 0;
    QStringList files = {}; ///< The first 200 of those that are as they were then.
    qint64 count = 0;       ///< Of all.
    QStringList kept = {};  ///< Likewise of those that stay, for they were changed since or are held by no checkpoint.
    bool operator==(const CheckpointRestored&) const = default;
};
struct TurnFinished {
    enum class Reason {
        Answered,  ///< The model has said all.
        Length,    ///< The provider's limit for one answer cut it.
        StepLimit, ///< TurnLimits::steps model calls were made.
        TimeLimit,
        MoneyLimit, ///< Of the chat or of the day.
        Stopped,    ///< The user stopped it.
    };
    Reason reason = Reason::Answered;
    QString sentence = {}; ///< Of a limit: which it was, and what to do next.
    bool operator==(const TurnFinished&) const = default;
};
struct TurnFailed {
    Error error;
    bool operator==(const TurnFailed&) const = default;
};
/// The chat goes on from an earlier event, or from another branch's end: this event follows that one, in place of the
/// one before it. What is left aside stays on disk.
struct Branched {
    qint64 to = 0; ///< The last event that stays; 0: none does.
    bool operator==(const Branched&) const = default;
};

using EventBody = std::variant<UserMessage, TextDelta, ThinkingDelta, ToolCallStarted, PermissionAsked,
                               PermissionAnswered, QuestionAsked, QuestionAnswered, PlanUpdated, InstructionsRead,
                               Attached, ToolOutput, ToolCallFinished, ReplyKept, Usage, Compacted, ModelWaits,
                               CheckpointTaken, TurnChanged, CheckpointRestored, TurnFinished, TurnFailed, Branched>;

struct Event {
    qint64 sequence = 0; ///< Grows within a chat.
    QDateTime at;
    EventBody body;
    bool operator==(const Event&) const = default;
};

/// {"type": "user-message" | "text" | "thinking" | "tool-call" | "permission-asked" | "permission-answered" |
/// "question-asked" | "question-answered" | "plan" | "instructions" | "attached" | "tool-output" | "tool-result" |
/// "reply-kept" | "usage" | "compacted" | "model-waits" | "checkpoint" | "turn-changed" | "restored" | "turn-finished"
/// | "turn-failed" | "branched", …fields by their names in camelCase}. The form in the database, in `ask --json` and in
/// the chat page.
[[nodiscard]] QJsonObject toJson(const EventBody& body);
/// The same with "sequence" and "at" (ISO 8601, UTC).
[[nodiscard]] QJsonObject toJson(const Event& event);
/// ErrorCode::Storage if it isn't one that toJson() makes.
[[nodiscard]] Result<EventBody> eventFromJson(const QJsonObject& json);

/// Sees each event after it is on disk; only a TurnFailed that says that the chat can't be written, and ModelWaits,
/// come without, and with sequence 0. Called on a flow thread, one call at a time; returns soon (post it to your
/// thread).
class EventSink {
public:
    virtual ~EventSink() = default;
    virtual void event(const Event& event) = 0;
};

} // namespace kalpana::agent
