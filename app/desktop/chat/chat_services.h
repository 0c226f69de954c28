#pragma once

#include "app/desktop/chat/model_desk.h"
#include "core/agent/call_ledger.h"
#include "core/agent/chat_store.h"
#include "core/agent/language_model.h"
#include "core/agent/web_pages.h"
#include "core/agent/workspace_tools.h"
#include "core/permissions/rule.h"

#include <functional>
#include <memory>

namespace kalpana::desktop::chat {

/// Which model answers, as the pane shows it.
struct ModelState {
    QString name;
    QString planning = {};           ///< The one for plan mode; empty: the same.
    bool ready = false;              ///< A name is chosen and a key is there (or none is needed).
    qint64 contextTokens = 0;        ///< 0: unknown.
    std::optional<bool> images = {}; ///< It takes them.
    bool operator==(const ModelState&) const = default;
};

/// What a chat works with; all of it outlives the chat. The functions are called on flow threads and may block.
struct ChatServices {
    agent::ChatStore& store;
    std::function<Result<std::unique_ptr<agent::LanguageModel>>()> model;
    std::function<ModelState()> modelState;
    /// The model for plan mode; none where it is the same.
    std::function<Result<std::unique_ptr<agent::LanguageModel>>()> planner = {};
    std::function<Result<agent::TurnLimits>()> limits = {};
    const agent::CallLedger* ledger = nullptr; ///< Of all chats.
    ModelDesk desk = {};
    /// The user's own rules of what the agent may do, read anew for each turn.
    std::function<Result<permissions::RuleSet>()> rules = {};
    QString folder = {}; ///< The workspace's folder, absolute, if it is known.
    /// The web, for a turn; none where the agent may not read it.
    std::function<Result<std::unique_ptr<agent::WebPages>>()> pages = {};
};

} // namespace kalpana::desktop::chat
