#include "core/agent/paid_calls.h"

#include "core/agent/context_size.h"
#include "core/agent/pause.h"

#include <QCoreApplication>

namespace kalpana::agent {

using namespace Qt::StringLiterals;

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(Limits)
};

TurnFinished overMoney(const CallLedger::OverLimit& over)
{
    const auto sentence =
        over.ofDay ? Text::tr("Today %1 of the limit of %2 for a day were spent over all chats, and the next "
                              "call could go beyond it. Raise the limit in Settings, or go on tomorrow.")
                   : Text::tr("This chat has spent %1 of its limit of %2, and the next call could go beyond "
                              "it. Raise the limit in Settings, or start a new chat.");
    return {.reason = TurnFinished::Reason::MoneyLimit,
            .sentence = sentence.arg(models::moneyText(over.spent), models::moneyText(over.limit))};
}

qint64 priceOf(const models::ModelInfo& model, const TokenUsage& used)
{
    if (used.costMicros)
        return *used.costMicros;
    return model.prices ? models::costMicros({.input = used.input,
                                              .output = used.output,
                                              .cacheRead = used.cachedInput,
                                              .cacheWrite = used.cacheWrite},
                                             *model.prices)
                        : 0;
}

} // namespace

PaidCalls::PaidCalls(const TurnLimits& limits, const CallLedger* ledger, QString chat)
    : m_limits(limits), m_ledger(ledger), m_chat(std::move(chat))
{
    m_clock.start();
}

std::optional<TurnFinished> PaidCalls::reached(Kind kind) const
{
    if (kind == Kind::Step && m_steps >= m_limits.steps)
        return TurnFinished{.reason = TurnFinished::Reason::StepLimit,
                            .sentence =
                                Text::tr("Paused after %n call(s) of the model, the limit for a turn. Write “go "
                                         "on” to let it continue, or raise the limit in Settings.",
                                         nullptr, m_limits.steps)};
    const auto worked = std::chrono::milliseconds(m_clock.elapsed()) - m_leftOut;
    if (m_limits.time.count() > 0 && worked >= m_limits.time)
        return TurnFinished{
            .reason = TurnFinished::Reason::TimeLimit,
            .sentence =
                Text::tr("Paused after %1 min, the limit for a turn. Write “go on” to let it continue, or raise "
                         "the limit in Settings.")
                    .arg(std::chrono::ceil<std::chrono::minutes>(m_limits.time).count())};
    return std::nullopt;
}

Result<std::optional<TurnFinished>> PaidCalls::begin(Kind kind, const models::ModelInfo& model, qint64 inputTokens,
                                                     ReplyListener& listener, const std::stop_token& stop)
{
    m_inputTokens = inputTokens;
    if (limitsMoney() && !model.prices)
        return failure(ErrorCode::Config,
                       Text::tr("What %1 costs is not known, so the limit of money can't be kept. Enter its prices in "
                                "Settings, choose a model with known prices, or take the limit away.")
                           .arg(model.id));
    // As if the cache had nothing of it: what is booked stays where the program is killed in the middle.
    const auto price = priceOf(
        model, {.input = inputTokens, .cacheWrite = model.prices && model.prices->cacheWrite ? inputTokens : 0});
    for (;;) {
        if (auto end = reached(kind))
            return end;
        if (m_ledger == nullptr)
            break;
        const auto booking = m_ledger->book(m_chat, price, m_limits, QDateTime::currentDateTime());
        if (!booking)
            return std::unexpected(booking.error());
        if (const auto* over = std::get_if<CallLedger::OverLimit>(&*booking))
            return overMoney(*over);
        if (const auto* soon = std::get_if<CallLedger::TooSoon>(&*booking)) {
            listener.waiting({.reason = Text::tr("The settings allow %n call(s) of a model a minute.", nullptr,
                                                 m_limits.callsPerMinute),
                              .time = soon->wait});
            if (!pause(soon->wait, stop))
                return failure(ErrorCode::Cancelled, Text::tr("You stopped the agent."));
            continue;
        }
        m_booked = std::get<CallLedger::Booked>(*booking);
        break;
    }
    if (kind == Kind::Step)
        ++m_steps;
    return std::nullopt;
}

Result<std::optional<Usage>> PaidCalls::end(const models::ModelInfo& model, bool answered,
                                            const std::optional<TokenUsage>& told, qsizetype heard)
{
    std::optional<Usage> usage;
    if (told)
        usage = Usage{.model = model.id, .tokens = *told};
    else if ((answered || heard > 0) && model.prices) // cut off, or a server that tells no figures: paid all the same
        usage =
            Usage{.model = model.id, .tokens = {.input = m_inputTokens, .output = tokensOf(heard)}, .estimated = true};
    if (usage && (model.prices || usage->tokens.costMicros))
        usage->tokens.costMicros = priceOf(model, usage->tokens);
    if (m_ledger != nullptr && m_booked)
        if (const auto settled = m_ledger->settle(*m_booked, usage ? usage->tokens.costMicros.value_or(0) : 0);
            !settled)
            return std::unexpected(settled.error());
    m_booked.reset();
    return usage;
}

} // namespace kalpana::agent
