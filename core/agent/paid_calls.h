#pragma once

#include "core/agent/call_ledger.h"
#include "core/agent/event.h"
#include "core/agent/turn_limits.h"
#include "core/models/model_info.h"

#include <QElapsedTimer>

#include <optional>
#include <stop_token>

namespace kalpana::agent {

/// The calls of models that one turn makes: each within the limits, booked in the ledger before and priced after it.
/// One thread.
class PaidCalls final {
public:
    /// Without a ledger neither money nor calls a minute can be limited.
    PaidCalls(const TurnLimits& limits, const CallLedger* ledger, QString chat);

    enum class Kind {
        Step,
        Summary, ///< No step of the turn, but paid for.
    };
    /// Before a call of about so many tokens: waits where there were too many calls in the last minute, which the
    /// listener hears of. The end of the turn where a limit is reached. Config where money is limited but the model's
    /// price is not known; Storage; Cancelled.
    [[nodiscard]] Result<std::optional<TurnFinished>> begin(Kind kind, const models::ModelInfo& model,
                                                            qint64 inputTokens, ReplyListener& listener,
                                                            const std::stop_token& stop);
    /// After it: what was used, with its price where that is known; `heard` is how much text came where the provider
    /// told no figures. None where nothing is known and nothing is to be paid. Once after each begin().
    [[nodiscard]] Result<std::optional<Usage>> end(const models::ModelInfo& model, bool answered,
                                                   const std::optional<TokenUsage>& told, qsizetype heard);

    /// Not the turn's time: the user was asked.
    void leaveOut(std::chrono::milliseconds waited) { m_leftOut += waited; }

private:
    [[nodiscard]] std::optional<TurnFinished> reached(Kind kind) const;
    [[nodiscard]] bool limitsMoney() const { return m_limits.chatMicros || m_limits.dayMicros; }

    TurnLimits m_limits;
    const CallLedger* m_ledger;
    QString m_chat;
    QElapsedTimer m_clock;
    std::chrono::milliseconds m_leftOut{0};
    int m_steps = 0;
    qint64 m_inputTokens = 0;
    std::optional<CallLedger::Booked> m_booked;
};

} // namespace kalpana::agent
