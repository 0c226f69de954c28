#include "app/cli/bridge_session.h"
#include "app/cli/commands.h"
#include "app/cli/model_endpoint.h"
#include "app/cli/newest_chat.h"
#include "app/cli/terminal.h"
#include "app/cli/terminal_answers.h"
#include "app/cli/terminal_permissions.h"
#include "app/cli/unattended_permissions.h"
#include "core/agent/chat_store.h"
#include "core/agent/http_model.h"
#include "core/agent/turn.h"
#include "core/fetch/chosen_pages.h"
#include "core/permissions/rule_text.h"
#include "core/provider/known_endpoint.h"
#include "core/provider/limits.h"
#include "core/secrets/environment_store.h"

#include <QCoreApplication>
#include <QDir>

namespace kalpana::cli {

using namespace Qt::StringLiterals;

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(AskCommand)
};

/// Prints the turn: the answer on standard output, what is done on the way beside it.
class TurnPrinter final : public agent::EventSink {
public:
    explicit TurnPrinter(Output& output) : m_output(output) {}

    void event(const agent::Event& event) override
    {
        if (const auto* finished = std::get_if<agent::TurnFinished>(&event.body))
            m_end = finished->sentence;
        if (const auto* usage = std::get_if<agent::Usage>(&event.body)) {
            m_tokens += usage->tokens.input + usage->tokens.output;
            if (usage->tokens.costMicros)
                m_micros = m_micros.value_or(0) + *usage->tokens.costMicros;
        }
        if (m_output.isJson()) {
            m_output.result({}, agent::toJson(event));
        } else if (const auto* text = std::get_if<agent::TextDelta>(&event.body)) {
            m_output.stream(text->text);
        } else if (const auto* waits = std::get_if<agent::ModelWaits>(&event.body)) {
            const auto seconds = std::chrono::ceil<std::chrono::seconds>(waits->wait.time).count();
            m_output.note(waits->wait.reason + u' ' + Text::tr("Asking again in %1 s.").arg(seconds));
        } else if (const auto* call = std::get_if<agent::ToolCallStarted>(&event.body)) {
            m_output.endLine();
            m_output.note(u"· "_s + call->title);
        } else if (const auto* done = std::get_if<agent::ToolCallFinished>(&event.body); done != nullptr && !done->ok) {
            m_output.note(u"✗ "_s + done->result.section(u'\n', 0, 0));
        } else if (const auto* plan = std::get_if<agent::PlanUpdated>(&event.body)) {
            for (const auto& step : plan->steps)
                m_output.note(markOf(step.state) + step.text);
        } else if (const auto* read = std::get_if<agent::InstructionsRead>(&event.body)) {
            m_output.note(Text::tr("Instructions: %1").arg(read->files.join(u", "_s)));
        } else if (const auto* taken = std::get_if<agent::CheckpointTaken>(&event.body)) {
            if (!taken->problem.isEmpty())
                m_output.note(taken->problem);
        } else if (const auto* changed = std::get_if<agent::TurnChanged>(&event.body)) {
            m_output.endLine();
            m_output.note(Text::tr("%n file(s) changed", nullptr, static_cast<int>(changed->count)) +
                          u"  +%1 −%2"_s.arg(changed->added).arg(changed->removed));
        } else if (std::holds_alternative<agent::Compacted>(event.body)) {
            m_output.endLine();
            m_output.note(Text::tr("The chat became long: the model goes on with a summary of it."));
        } else if (std::holds_alternative<agent::TurnFinished>(event.body)) {
            m_output.endLine();
        }
    }

    /// Why a limit has ended the turn.
    [[nodiscard]] const QString& end() const { return m_end; }
    /// What it has used, for people.
    void printUsage()
    {
        if (!m_output.isJson() && m_tokens > 0)
            m_output.note(m_micros ? Text::tr("%1 tokens, %2").arg(m_tokens).arg(models::moneyText(*m_micros))
                                   : Text::tr("%1 tokens").arg(m_tokens));
    }

private:
    static QString markOf(agent::PlanStep::State state)
    {
        return state == agent::PlanStep::State::Done     ? u"  ✓ "_s
               : state == agent::PlanStep::State::Active ? u"  ▸ "_s
                                                         : u"  ○ "_s;
    }

    Output& m_output;
    QString m_end;
    qint64 m_tokens = 0;
    std::optional<qint64> m_micros;
};

Result<std::unique_ptr<agent::LanguageModel>> makeModel(const Context& context, RemoteServices& services,
                                                        provider::Purpose purpose)
{
    secrets::EnvironmentStore store(services.keychain);
    return provider::knownEndpoint(services.settings, store, context.dataFolder, purpose, context.stop)
        .transform_error([&](Error error) { return withKeyAdvice(std::move(error), services.settings); })
        .and_then(agent::httpModel);
}

/// The file that was named, else the user's own.
Result<permissions::RuleSet> rulesOf(const Context& context, const Invocation& invocation)
{
    if (!invocation.has("rules"_L1))
        return permissions::userRules(context.dataFolder);
    return permissions::readRules(invocation.option("rules"_L1), permissions::RuleSource::User)
        .transform([](std::vector<permissions::Rule> rules) {
            return permissions::RuleSet{.rules = std::move(rules), .policy = {}};
        });
}

} // namespace

Result<int> askAgent(const Context& context, const Invocation& invocation)
{
    if (invocation.has("yes"_L1) && !invocation.has("rules"_L1))
        return failure(ErrorCode::Usage,
                       Text::tr("With --yes nobody is asked, so a file of rules must say what is denied. Add --rules "
                                "FILE; an empty one is {\"rules\": []}."));
    const bool continues = invocation.has("continue"_L1);
    if (invocation.arguments.size() < 2 && !continues)
        return failure(ErrorCode::Usage, Text::tr("What shall the agent do? Add it as PROMPT, in quotes, or add "
                                                  "--continue to let the last turn go on."));
    const auto record = context.findRecord(invocation.arguments[0]);
    if (!record)
        return std::unexpected(record.error());
    auto services = RemoteServices::make(context);
    if (!services)
        return std::unexpected(services.error());
    const auto mode = invocation.has("plan"_L1) ? agent::Mode::Plan : agent::Mode::Act;
    const auto model =
        makeModel(context, **services, mode == agent::Mode::Plan ? provider::Purpose::Plan : provider::Purpose::Act);
    if (!model)
        return std::unexpected(model.error());
    auto rules = rulesOf(context, invocation);
    if (!rules)
        return std::unexpected(rules.error());
    const auto store = agent::ChatStore::open(QDir(context.dataFolder).filePath(u"chats.db"_s));
    if (!store)
        return std::unexpected(store.error());
    const auto limits = provider::turnLimits((*services)->settings);
    if (!limits)
        return std::unexpected(limits.error());
    secrets::EnvironmentStore secrets((*services)->keychain);
    const auto pages = fetch::chosenPages((*services)->settings, secrets);
    if (!pages)
        return std::unexpected(pages.error());
    const auto ledger = agent::CallLedger::open(QDir(context.dataFolder).filePath(u"calls.db"_s));
    if (!ledger)
        return std::unexpected(ledger.error());
    const auto session = BridgeSession::open(context, **services, *record);
    if (!session)
        return std::unexpected(session.error());
    const auto chat = continues ? newestChat(**store, *record) : (*store)->create(record->id);
    if (!chat)
        return std::unexpected(chat.error());

    const auto tools = (*session)->tools();
    TurnPrinter printer(context.output);
    TerminalPermissions asking(context.output);
    UnattendedPermissions unattended;
    const bool isAttended = !invocation.has("yes"_L1);
    auto& permissions = isAttended ? static_cast<agent::PermissionPrompt&>(asking) : unattended;
    TerminalAnswers answers(context.output);
    const agent::TurnContext turn{.model = **model,
                                  .tools = *tools,
                                  .permissions = permissions,
                                  .store = **store,
                                  .sink = printer,
                                  .chat = *chat,
                                  .rules = *std::move(rules),
                                  .folder = record->folder.startsWith(u'/') ? record->folder : QString(),
                                  .limits = *limits,
                                  .ledger = ledger->get(),
                                  .pages = pages->get(),
                                  .questions = isAttended && Terminal::open() ? &answers : nullptr};
    const auto outcome = invocation.arguments.size() < 2
                             ? agent::continueTurn(turn, context.stop)
                             : agent::runTurn(turn, {invocation.arguments[1], mode}, context.stop);
    printer.printUsage();
    if (!outcome)
        return std::unexpected(asking.noTerminal().value_or(outcome.error()));
    if (*outcome == agent::TurnFinished::Reason::Answered)
        return 0;
    return failure(ErrorCode::Model, *outcome == agent::TurnFinished::Reason::Length
                                         ? Text::tr("The model's answer was cut at its provider's limit.")
                                         : printer.end());
}

} // namespace kalpana::cli
