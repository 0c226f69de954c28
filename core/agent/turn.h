#pragma once

#include "core/agent/call_ledger.h"
#include "core/agent/chat_store.h"
#include "core/agent/event.h"
#include "core/agent/language_model.h"
#include "core/agent/permissions.h"
#include "core/agent/turn_limits.h"
#include "core/agent/web_pages.h"
#include "core/agent/workspace_tools.h"
#include "core/permissions/rule.h"

#include <functional>

namespace kalpana::agent {

/// Everything a turn works with; the caller owns it and keeps it until the turn returns.
struct TurnContext {
    LanguageModel& model;
    WorkspaceTools& tools;
    PermissionPrompt& permissions;
    ChatStore& store;
    EventSink& sink;
    Chat chat;                       ///< From the store; one turn at a time in a chat.
    permissions::RuleSet rules = {}; ///< The user's, beside those in the store; the workspace's policy is added.
    QString folder = {};             ///< The workspace's folder, absolute, if it is known.
    QString instructions = {};       ///< In place of the standard ones.
    TurnLimits limits = {};
    LanguageModel* planner = nullptr;    ///< Answers in plan mode; nullptr: the same model.
    const CallLedger* ledger = nullptr;  ///< nullptr: neither money nor calls a minute are limited.
    WebPages* pages = nullptr;           ///< nullptr: nothing is fetched from the web, and there is no tool for it.
    QuestionPrompt* questions = nullptr; ///< nullptr: nobody is there to be asked, and the model has no tool for it.
    /// What the user wants heard by the running turn: fetched before each call of the model and before the turn ends;
    /// taken out of the chat's waiting messages once it is written down.
    std::function<QList<WaitingMessage>()> steered = {};
};

/// How a turn ended that was not stopped and did not fail: Answered, Length or one of the limits.
using TurnOutcome = TurnFinished::Reason;

/// Where a team's policy lies in a workspace: rules that ask and deny (core/permissions/rule_text.h), read as each turn
/// begins. One that can't be used ends the turn with ErrorCode::Config.
constexpr QLatin1StringView policyPath(".kalpana/policy.json");

/// One turn: sends the chat, streams the answer, runs the tools that the model asks for (asking the user where needed),
/// and again until the model has said all. Runs on a flow thread and blocks it; a stop ends it within 200 ms with
/// ErrorCode::Cancelled, but for the look at what it has changed (TurnChanged), which takes 10 s at most. Each event is
/// on disk before the sink sees it, so the chat goes on after a crash with the next runTurn() or continueTurn(). While
/// another turn works in the chat, in another program, it ends with ErrorCode::Conflict, and the message is one of
/// those that wait.
[[nodiscard]] Result<TurnOutcome> runTurn(const TurnContext& context, const UserMessage& message, std::stop_token stop);

/// Goes on where the last turn was cut (a lost connection, a stop, a killed program), without a new message of the
/// user, in the mode of the last one.
[[nodiscard]] Result<TurnOutcome> continueTurn(const TurnContext& context, std::stop_token stop);

} // namespace kalpana::agent
