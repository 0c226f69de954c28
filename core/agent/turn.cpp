#include "core/agent/turn.h"

#include "core/agent/compaction.h"
#include "core/agent/context_size.h"
#include "core/agent/conversation_tools.h"
#include "core/agent/fetch_tool.h"
#include "core/agent/history.h"
#include "core/agent/mentions.h"
#include "core/agent/model_errors.h"
#include "core/agent/paid_calls.h"
#include "core/agent/ruled_tools.h"
#include "core/agent/tool_arguments.h"
#include "core/agent/tool_call.h"
#include "core/agent/tool_table.h"
#include "core/agent/touched_files.h"
#include "core/agent/turn_checkpoints.h"
#include "core/agent/turn_listeners.h"
#include "core/agent/turn_log.h"
#include "core/agent/turn_rules.h"
#include "core/agent/visible_text.h"
#include "core/agent/workspace_instructions.h"
#include "core/permissions/reason_text.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QSet>
#include <QUuid>

#include <condition_variable>
#include <mutex>
#include <thread>

namespace kalpana::agent {

using namespace Qt::StringLiterals;

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(Agent)
};

constexpr std::chrono::seconds timeAfterStop{10};
constexpr qint64 mostSummarised = 200'000; // characters, where the context's size is unknown
constexpr int summaryAttempts = 3;

/// A reply of the model, or the end of the turn in its place.
using Answered = std::variant<ModelReply, TurnFinished>;

class Turn final {
public:
    Turn(const TurnContext& context, std::stop_token stop)
        : m_context(context), m_log(context.store, context.sink, context.chat.id),
          m_calls(context.limits, context.ledger, context.chat.id), m_stop(std::move(stop)), m_rules(context),
          m_checkpoints(context.tools.checkpoints())
    {
    }

    Result<TurnOutcome> run(const std::optional<UserMessage>& message)
    {
        const auto begun = message ? m_log.record(*message) : Result<void>();
        return closed(
            begun.and_then([&] { return patiently([&] { return m_rules.readPolicy(m_stop); }); })
                .and_then([&] { return patiently([&] { return message ? attach(message->text) : attachLast(); }); })
                .and_then([&] { return patiently([&] { return readWorkspaceInstructions(); }); })
                .and_then([&] { return steps(!message); }));
    }

private:
    /// Does it once more when the line to the workspace was lost on the way and is back; `may` says whether it may be
    /// done twice.
    template <typename Work>
    auto patiently(Work work, const std::function<bool()>& may = [] { return true; }) -> decltype(work())
    {
        constexpr int mostLosses = 20;
        auto result = work();
        for (int losses = 0; !result && result.error().code == ErrorCode::ConnectionLost && losses < mostLosses &&
                             may() && m_context.tools.awaitConnection(m_stop);
             ++losses)
            result = work();
        return result;
    }

    /// What the user named in the message, as it is now.
    Result<void> attach(const QString& text)
    {
        const auto mentions = mentionsIn(text);
        const auto rules = m_rules.current();
        if (mentions.isEmpty() || !rules)
            return rules.transform([](const auto&) {});
        RuledTools tools(m_context.tools, *rules, m_rules.surroundings());
        const auto kept = m_context.store.files();
        const auto texts = attachmentsFor(mentions, tools, m_stop, &kept);
        if (!texts)
            return std::unexpected(texts.error());
        return texts->isEmpty() ? Result<void>() : m_log.record(Attached{*texts});
    }

    /// The same for a message that nothing has followed yet: it was edited, or the program was killed.
    Result<void> attachLast()
    {
        return history().and_then([this](const QList<Event>& events) {
            for (auto event = events.crbegin(); event != events.crend(); ++event) {
                if (const auto* message = std::get_if<UserMessage>(&event->body))
                    return attach(message->text);
                if (!std::holds_alternative<InstructionsRead>(event->body))
                    break;
            }
            return Result<void>();
        });
    }

    Result<void> readWorkspaceInstructions()
    {
        const auto rules = m_rules.current();
        if (!rules)
            return std::unexpected(rules.error());
        RuledTools tools(m_context.tools, *rules, m_rules.surroundings());
        const auto found = readInstructions(tools, m_stop);
        if (!found)
            return std::unexpected(found.error());
        m_instructions = m_context.instructions.isEmpty() ? standardInstructions() : m_context.instructions;
        if (!found->files.isEmpty())
            m_instructions += u"\n\n# What this workspace says of itself\n\n"
                              u"Keep to it, as far as it does not go against the user or what stands above."_s +
                              found->text;
        return history().and_then([&](const QList<Event>& events) -> Result<void> {
            QStringList known;
            for (const auto& event : events)
                if (const auto* read = std::get_if<InstructionsRead>(&event.body))
                    known = read->files;
            return found->files == known ? Result<void>() : m_log.record(InstructionsRead{found->files});
        });
    }

    Result<TurnFinished> steps(bool continued)
    {
        for (bool first = true;; first = false) {
            if (const auto heard = hear(); !heard)
                return std::unexpected(heard.error());
            const auto answered = nextReply(continued && first);
            if (!answered)
                return std::unexpected(answered.error());
            if (const auto* end = std::get_if<TurnFinished>(&*answered))
                return *end;
            const auto* reply = &std::get<ModelReply>(*answered);
            if (reply->finish == FinishReason::ContentFilter)
                return failure(ErrorCode::Model,
                               Text::tr("The provider of %1 withheld the rest of the answer. Ask in other "
                                        "words, or choose another model.")
                                   .arg(model().name()));
            if (reply->toolCalls.isEmpty()) {
                const auto heard = hear();
                if (!heard)
                    return std::unexpected(heard.error());
                if (*heard)
                    continue;
                return TurnFinished{reply->finish == FinishReason::Length ? TurnOutcome::Length
                                                                          : TurnOutcome::Answered};
            }
            for (const auto& call : reply->toolCalls)
                if (const auto done = carryOut(call); !done)
                    return std::unexpected(done.error());
        }
    }

    LanguageModel& model() const
    {
        return m_mode == Mode::Plan && m_context.planner != nullptr ? *m_context.planner : m_context.model;
    }

    /// A reply, or the end of the turn where a limit is reached. A chat that is too long for the model is summarised
    /// first, once: if that does not help, nothing will.
    Result<Answered> nextReply(bool continued)
    {
        for (bool compacted = false;; compacted = true) {
            const auto events = history();
            if (!events)
                return std::unexpected(events.error());
            if (continued && !compacted)
                m_checkpoints.resume(*events);
            auto made = requestFor(*events);
            if (!made)
                return std::unexpected(made.error());
            auto& request = *made;
            if (continued && request.messages.last().role == Message::Role::Assistant)
                request.messages.append(
                    {.role = Message::Role::User, .text = u"Go on from where your answer was cut off."_s});
            const auto tokens = nextRequestTokens(*events, request);
            const auto context = model().facts().contextTokens;
            const bool isFull = isNearFull(tokens, context);
            if (isFull && compacted)
                return std::unexpected(chatTooLong(u"about %1 of %2 tokens"_s.arg(tokens).arg(context)));
            if (!isFull) {
                auto reply = ask(request, tokens);
                if (reply || reply.error().code != ErrorCode::ModelContext)
                    return reply;
                if (compacted)
                    return std::unexpected(chatTooLong(reply.error().detail));
            }
            auto end = compact(*events);
            if (!end)
                return std::unexpected(end.error());
            if (*end)
                return **std::move(end);
        }
    }

    Result<std::optional<TurnFinished>> compact(const QList<Event>& events)
    {
        const auto upTo = compactionEnd(events);
        if (!upTo)
            return std::unexpected(chatTooLong(u"there is nothing to summarise"_s));
        const auto context = model().facts().contextTokens;
        auto longest = static_cast<qsizetype>(context > 0 ? context * 3 / 2 : mostSummarised);
        for (int attempt = 0; attempt < summaryAttempts; ++attempt, longest /= 3) {
            const auto request = summaryRequest(events, *upTo, longest);
            SilentListener listener(m_log);
            if (auto end = m_calls.begin(PaidCalls::Kind::Summary, model().facts(), nextRequestTokens({}, request),
                                         listener, m_stop);
                !end || *end)
                return end;
            const auto reply = model().complete(request, listener, m_stop);
            if (const auto paid = recordUsage(reply, listener.heard); !paid)
                return std::unexpected(paid.error());
            if (!reply && reply.error().code == ErrorCode::ModelContext)
                continue;
            if (!reply)
                return std::unexpected(reply.error());
            const auto text = compactedText(reply->text, events, *upTo);
            if (text.isEmpty())
                break;
            return m_log.record(Compacted{.summary = text, .upTo = *upTo}).transform([] {
                return std::optional<TurnFinished>();
            });
        }
        return std::unexpected(chatTooLong(u"the model gave no summary"_s));
    }

    Result<void> recordUsage(const Result<ModelReply>& reply, qsizetype heard)
    {
        const auto used = m_calls.end(model().facts(), reply.has_value(), reply ? reply->usage : std::nullopt, heard);
        if (!used)
            return std::unexpected(used.error());
        return *used ? m_log.record(**used) : Result<void>();
    }

    Result<ModelRequest> requestFor(const QList<Event>& events) const
    {
        ModelRequest request{.messages = messagesFor(events, m_instructions)};
        if (const auto added = addImages(request.messages, m_context.store.images(), model().facts()); !added)
            return std::unexpected(added.error());
        for (const auto& tool : toolTable())
            if (isOffered(tool))
                request.tools.append(tool.definition);
        return request;
    }

    /// Whether the user has said something meanwhile.
    Result<bool> hear()
    {
        const auto said = m_context.steered ? m_context.steered() : QList<WaitingMessage>();
        for (const auto& message : said) {
            if (const auto recorded = m_log.record(UserMessage{.text = message.text, .mode = message.mode}); !recorded)
                return std::unexpected(recorded.error());
            // Afterwards: what is in the way between the two shows it twice rather than never.
            if (const auto done = m_context.store.removeWaiting(m_context.chat.id, message.number); !done)
                return std::unexpected(done.error());
            if (const auto attached = attach(message.text); !attached)
                return std::unexpected(attached.error());
        }
        return !said.isEmpty();
    }

    /// Only what is new is read: nobody takes another branch while the turn has the chat's lock.
    Result<QList<Event>> history()
    {
        const auto newer =
            m_context.store.events(m_context.chat.id, m_history.isEmpty() ? 0 : m_history.last().sequence);
        if (!newer)
            return std::unexpected(newer.error());
        m_history += *newer;
        for (const auto& event : *newer) {
            m_checkpoints.look(event.body);
            if (const auto* started = std::get_if<ToolCallStarted>(&event.body))
                m_callIds.insert(started->call.id);
            else if (const auto* message = std::get_if<UserMessage>(&event.body))
                m_mode = message->mode;
        }
        return m_history;
    }

    [[nodiscard]] bool isOffered(const Tool& tool) const
    {
        return (m_mode == Mode::Act || tool.effect == Effect::None) &&
               (m_context.questions != nullptr || tool.kind != ToolKind::AskUser) &&
               (m_context.pages != nullptr || tool.kind != ToolKind::Fetch);
    }

    /// One reply of the model, written down with the calls it wants.
    Result<Answered> ask(const ModelRequest& request, qint64 tokens)
    {
        LinkedStop stop(m_stop);
        RecordingListener listener(m_log, stop);
        const auto end = m_calls.begin(PaidCalls::Kind::Step, model().facts(), tokens, listener, stop.token());
        if (!end)
            return std::unexpected(end.error());
        if (*end)
            return **end;
        auto reply = model().complete(request, listener, stop.token());
        if (!m_log.state())
            return std::unexpected(m_log.state().error());
        if (!reply) {
            if (const auto paid = recordUsage(reply, listener.heard); !paid)
                return std::unexpected(paid.error());
            return std::unexpected(reply.error());
        }
        if (m_stop.stop_requested())
            return std::unexpected(stopped());
        // Only with calls are they wanted back: what was thought for an answer is over with it.
        if (!reply->kept.blocks.isEmpty() && !reply->toolCalls.isEmpty())
            if (const auto recorded = m_log.record(ReplyKept{reply->kept}); !recorded)
                return std::unexpected(recorded.error());
        for (auto& call : reply->toolCalls) {
            if (call.id.isEmpty() || m_callIds.contains(call.id)) // some servers count from 0 in each reply
                call.id = "call_"_L1 + QUuid::createUuid().toString(QUuid::Id128);
            m_callIds.insert(call.id);
            if (const auto recorded = m_log.record(ToolCallStarted{call, titleOf(call)}); !recorded)
                return std::unexpected(recorded.error());
            m_open.append(call.id);
        }
        if (const auto paid = recordUsage(reply, listener.heard); !paid)
            return std::unexpected(paid.error());
        return *std::move(reply);
    }

    Result<void> carryOut(const ToolCall& call)
    {
        m_mayHaveActed = false;
        auto result = patiently([&] { return resultOf(call); }, [this] { return !m_mayHaveActed; });
        if (!result && result.error().code == ErrorCode::ConnectionLost && m_mayHaveActed &&
            m_context.tools.awaitConnection(m_stop))
            result = ToolResult{false, u"The line to the workspace was lost before the end was known. It may have had "
                                       u"its effect: look before doing it again."_s};
        if (!m_log.state())
            return m_log.state();
        if (m_stop.stop_requested())
            return std::unexpected(stopped());
        if (!result && endsTurn(result.error()))
            return std::unexpected(result.error());
        m_open.removeOne(call.id);
        return result ? m_log.record(ToolCallFinished{call.id, result->ok, result->text})
                      : m_log.record(ToolCallFinished{call.id, false, "Error: "_L1 + result.error().sentence});
    }

    Result<ToolResult> resultOf(const ToolCall& call)
    {
        const auto* tool = findTool(call.name);
        if (tool != nullptr && !isOffered(*tool))
            return ToolResult{false,
                              tool->effect == Effect::Changes
                                  ? u"In plan mode nothing is changed and nothing is run. Go on with reading, or "
                                    u"answer with your plan."_s
                              : tool->kind == ToolKind::Fetch
                                  ? u"Reading the web is turned off. Do without, or say in your answer what you must "
                                    u"know."_s
                                  : u"Nobody is there to be asked. Decide yourself, or say in your answer what you "
                                    u"must know."_s};
        if (tool != nullptr && isConversation(tool->kind))
            return converse(*tool, call);
        LinkedStop stop(m_stop);
        const auto prepared = prepare(call, stop.token());
        if (!prepared)
            return std::unexpected(prepared.error());
        const auto rules = m_rules.current();
        if (!rules)
            return std::unexpected(rules.error());
        const auto verdict = permissions::judge(prepared->action, *rules, m_rules.surroundings());
        if (verdict.decision == permissions::Decision::Deny)
            return ToolResult{false, u"%1 Don't try it another way; say what you wanted."_s.arg(
                                         permissions::reasonText(verdict.reason))};
        const bool isExact = verdict.reason.why == permissions::Why::LineAllowed;
        if (verdict.decision == permissions::Decision::Ask || (prepared->alwaysAsk && !isExact)) {
            const bool hasReason =
                verdict.decision == permissions::Decision::Ask && verdict.reason.why != permissions::Why::NoRule;
            const auto touched = hasReason
                                     ? touchedFiles(verdict, m_rules.surroundings(), m_context.tools, stop.token())
                                     : Result<QString>(QString());
            if (!touched)
                return std::unexpected(touched.error());
            const QStringList reasons{hasReason ? permissions::reasonText(verdict.reason) : QString(), *touched,
                                      prepared->alwaysAsk.value_or(QString())};
            const auto allowed = isAllowedByUser(call, *prepared, reasons.join(u' ').trimmed());
            if (!allowed)
                return std::unexpected(allowed.error());
            if (!*allowed)
                return ToolResult{
                    false, u"The user did not allow this. Don't try it another way; say what you wanted and ask."_s};
        }
        if (tool != nullptr && tool->effect == Effect::Changes)
            if (const auto ready = takeCheckpoint(stop.token()); !ready)
                return std::unexpected(ready.error());
        const auto show = [&](const QString& text) {
            if (!m_log.record(ToolOutput{call.id, text}))
                stop.request();
        };
        RuledTools tools(m_context.tools, *rules, m_rules.surroundings());
        m_mayHaveActed = tool == nullptr || tool->effect == Effect::Changes;
        return prepared->run(tools, show, stop.token());
    }

    Result<PreparedCall> prepare(const ToolCall& call, const std::stop_token& stop)
    {
        const auto* tool = findTool(call.name);
        if (tool == nullptr || tool->kind != ToolKind::Fetch)
            return prepareCall(call, m_context.tools, stop);
        return checkedArguments(call.arguments, tool->definition.parameters).and_then([this](const QJsonObject& given) {
            return prepareFetch(given, *m_context.pages, [this](const QUrl& address) {
                const auto rules = m_rules.current();
                return rules &&
                       permissions::isHostNamed(address.toEncoded().toStdString(), *rules, m_rules.surroundings());
            });
        });
    }

    Result<void> takeCheckpoint(const std::stop_token& stop)
    {
        const auto checkpoint = m_checkpoints.beforeChange(stop);
        if (!checkpoint)
            return std::unexpected(checkpoint.error());
        return *checkpoint ? m_log.record(**checkpoint) : Result<void>();
    }

    Result<ToolResult> converse(const Tool& tool, const ToolCall& call)
    {
        const auto arguments = checkedArguments(call.arguments, tool.definition.parameters);
        if (!arguments)
            return std::unexpected(arguments.error());
        if (tool.kind == ToolKind::UpdatePlan)
            return planOf(*arguments)
                .and_then([&](const PlanUpdated& plan) { return m_log.record(plan); })
                .transform([] { return ToolResult{true, u"The user sees the plan."_s}; });
        const auto question = questionOf(call.id, *arguments);
        if (const auto recorded = m_log.record(QuestionAsked{question}); !recorded)
            return std::unexpected(recorded.error());
        QElapsedTimer waited;
        waited.start();
        const auto answer = m_context.questions->answer(question, m_stop);
        m_calls.leaveOut(std::chrono::milliseconds(waited.elapsed()));
        if (!answer)
            return std::unexpected(answer.error());
        return m_log.record(QuestionAnswered{call.id, *answer}).transform([&] { return ToolResult{true, *answer}; });
    }

    Result<bool> isAllowedByUser(const ToolCall& call, const PreparedCall& prepared, const QString& reason)
    {
        auto request = prepared.permission;
        request.callId = call.id;
        request.reason = visibleText(reason);
        if (const auto recorded = m_log.record(PermissionAsked{request}); !recorded)
            return std::unexpected(recorded.error());
        QElapsedTimer waited;
        waited.start();
        const auto decision = m_context.permissions.ask(request, m_stop);
        m_calls.leaveOut(std::chrono::milliseconds(waited.elapsed()));
        if (!decision)
            return std::unexpected(decision.error());
        if (m_stop.stop_requested())
            return std::unexpected(stopped());
        if (const auto recorded = m_log.record(PermissionAnswered{call.id, *decision}); !recorded)
            return std::unexpected(recorded.error());
        if (const auto kept = m_rules.keep(*decision, prepared.always); !kept)
            return std::unexpected(kept.error());
        return *decision != Decision::No;
    }

    /// Ends the turn in the chat, with a result for each call that has none.
    Result<TurnOutcome> closed(const Result<TurnFinished>& outcome)
    {
        const bool stop = !outcome && m_stop.stop_requested();
        for (const auto& id : std::as_const(m_open))
            if (!m_log.record(ToolCallFinished{id, false,
                                               stop ? u"Stopped by the user before its end."_s
                                                    : u"Not done, or cut off before its end was known."_s}))
                break;
        if (!stop)
            recordChanges(m_stop);
        const auto recorded = outcome ? m_log.record(*outcome)
                              : stop  ? m_log.record(TurnFinished{TurnFinished::Reason::Stopped})
                                      : m_log.record(TurnFailed{outcome.error()});
        if (!recorded) { // the chat can't be written: at least who looks at it hears of the end
            m_log.tell(TurnFailed{recorded.error()});
            return std::unexpected(recorded.error());
        }
        if (stop) {
            // Whoever stopped it sees the end at once; what it left behind is looked at then, but not for long.
            std::stop_source enough;
            const std::jthread clock([&enough](const std::stop_token& done) {
                std::mutex mutex;
                std::unique_lock lock(mutex);
                std::condition_variable_any().wait_for(lock, done, timeAfterStop, [] { return false; });
                enough.request_stop();
            });
            recordChanges(enough.get_token());
        }
        if (!outcome)
            return std::unexpected(stop ? stopped() : outcome.error());
        return outcome->reason;
    }

    void recordChanges(const std::stop_token& stop)
    {
        if (const auto changed = m_checkpoints.changed(stop))
            (void)m_log.record(*changed); // m_log remembers
    }

    static Error stopped() { return {.code = ErrorCode::Cancelled, .sentence = Text::tr("You stopped the agent.")}; }

    const TurnContext& m_context;
    TurnLog m_log;
    PaidCalls m_calls;
    std::stop_token m_stop;
    QString m_instructions;
    bool m_mayHaveActed = false; ///< The call that is under way may have changed something.
    Mode m_mode = Mode::Act;     ///< Of the last message of the user.
    QList<Event> m_history;
    QSet<QString> m_callIds;
    QStringList m_open; ///< Calls that have no result yet.
    TurnRules m_rules;
    TurnCheckpoints m_checkpoints;
};

Result<TurnOutcome> runAlone(const TurnContext& context, const std::optional<UserMessage>& message,
                             std::stop_token stop)
{
    const auto lock = context.store.beginTurn(context.chat.id);
    if (lock)
        return Turn(context, std::move(stop)).run(message);
    if (message) // not lost: it is sent when the user says so
        if (const auto kept = context.store.addWaiting(context.chat.id, message->text, message->mode); !kept)
            return std::unexpected(kept.error());
    context.sink.event({.at = QDateTime::currentDateTimeUtc(), .body = TurnFailed{lock.error()}});
    return std::unexpected(lock.error());
}

} // namespace

Result<TurnOutcome> runTurn(const TurnContext& context, const UserMessage& message, std::stop_token stop)
{
    return runAlone(context, message, std::move(stop));
}

Result<TurnOutcome> continueTurn(const TurnContext& context, std::stop_token stop)
{
    return runAlone(context, std::nullopt, std::move(stop));
}

} // namespace kalpana::agent
