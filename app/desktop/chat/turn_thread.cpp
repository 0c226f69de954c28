#include "app/desktop/chat/turn_thread.h"

#include "core/agent/turn.h"

#include <QDateTime>

namespace kalpana::desktop::chat {

TurnThread::TurnThread(ChatServices services, agent::EventSink& sink, std::function<void()> ended)
    : m_services(std::move(services)), m_sink(sink), m_ended(std::move(ended))
{
}

TurnThread::~TurnThread() = default;

void TurnThread::start(const agent::Chat& chat, std::unique_ptr<agent::WorkspaceTools> tools,
                       const std::optional<agent::UserMessage>& message,
                       std::function<QList<agent::WaitingMessage>()> steered)
{
    m_working = true;
    m_thread = std::jthread(
        [this, chat, hands = std::move(tools), message, steered = std::move(steered)](const std::stop_token& stop) {
            run(chat, *hands, message, steered, stop);
            m_working = false;
            m_ended();
        });
}

void TurnThread::stop()
{
    m_thread.request_stop();
}

void TurnThread::run(const agent::Chat& chat, agent::WorkspaceTools& tools,
                     const std::optional<agent::UserMessage>& message,
                     const std::function<QList<agent::WaitingMessage>()>& steered, const std::stop_token& stop)
{
    auto model = m_services.model();
    auto rules = m_services.rules ? m_services.rules() : permissions::RuleSet{};
    auto planner = m_services.planner ? m_services.planner() : nullptr;
    auto limits = m_services.limits ? m_services.limits() : agent::TurnLimits{};
    auto pages = m_services.pages ? m_services.pages() : nullptr;
    if (!model || !rules || !planner || !limits || !pages) {
        // Nothing was asked of a model: the page hears of it, the chat's history does not. What the user wrote is kept.
        if (message) {
            if (const auto kept = m_services.store.append(chat.id, *message))
                m_sink.event(*kept);
        }
        m_sink.event({.at = QDateTime::currentDateTimeUtc(),
                      .body = agent::TurnFailed{!model     ? model.error()
                                                : !rules   ? rules.error()
                                                : !planner ? planner.error()
                                                : !limits  ? limits.error()
                                                           : pages.error()}});
        return;
    }
    const agent::TurnContext context{.model = **model,
                                     .tools = tools,
                                     .permissions = m_desk,
                                     .store = m_services.store,
                                     .sink = m_sink,
                                     .chat = chat,
                                     .rules = *std::move(rules),
                                     .folder = m_services.folder,
                                     .limits = *limits,
                                     .planner = planner->get(),
                                     .ledger = m_services.ledger,
                                     .pages = pages->get(),
                                     .questions = &m_questions,
                                     .steered = steered};
    // Each end of a turn, failures too, is an event that the sink has seen.
    static_cast<void>(message ? agent::runTurn(context, *message, stop) : agent::continueTurn(context, stop));
}

} // namespace kalpana::desktop::chat
