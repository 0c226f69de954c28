#pragma once

#include "core/agent/http_model.h"
#include "core/agent/turn.h"
#include "tests/support/folder_tools.h"
#include "tests/support/scripted_model_server.h"
#include "tests/support/temporary_folder.h"

#include <QJsonArray>

#include <atomic>
#include <condition_variable>
#include <mutex>

namespace kalpana::test {

using namespace agent;
using namespace Qt::StringLiterals;

/// A user that answers as told, or thinks for ever; remembers what was asked.
class User final : public PermissionPrompt {
public:
    explicit User(std::optional<Decision> answer = Decision::Once) : m_answer(answer) {}
    Result<Decision> ask(const PermissionRequest& request, std::stop_token stop) override
    {
        std::unique_lock lock(m_mutex);
        m_asked.append(request);
        if (!m_answer) {
            m_stopped.wait(lock, stop, [] { return false; });
            return failure(ErrorCode::Cancelled, u"Stopped."_s);
        }
        return *m_answer;
    }
    QList<PermissionRequest> asked() const
    {
        const std::scoped_lock lock(m_mutex);
        return m_asked;
    }

private:
    std::optional<Decision> m_answer;
    mutable std::mutex m_mutex;
    std::condition_variable_any m_stopped;
    QList<PermissionRequest> m_asked;
};

/// Sees the events as a window would, and checks that each is in the store already.
class Watcher final : public EventSink {
public:
    Watcher(const std::unique_ptr<ChatStore>& store, QString chat) : m_store(store), m_chat(std::move(chat)) {}
    void event(const Event& event) override
    {
        const auto stored = m_store->events(m_chat, event.sequence - 1);
        const std::scoped_lock lock(m_mutex);
        if (!std::holds_alternative<ModelWaits>(event.body))
            m_inTheStoreFirst = m_inTheStoreFirst && stored && stored->size() == 1 && stored->first() == event;
        m_events.append(event);
    }
    bool inTheStoreFirst() const { return m_inTheStoreFirst; }
    QList<Event> events() const
    {
        const std::scoped_lock lock(m_mutex);
        return m_events;
    }
    template <typename Kind>
    QList<Kind> all() const
    {
        QList<Kind> found;
        for (const auto& event : events())
            if (const auto* body = std::get_if<Kind>(&event.body))
                found.append(*body);
        return found;
    }
    QString text() const
    {
        QString text;
        for (const auto& delta : all<TextDelta>())
            text += delta.text;
        return text;
    }

private:
    const std::unique_ptr<ChatStore>& m_store;
    QString m_chat;
    mutable std::mutex m_mutex;
    bool m_inTheStoreFirst = true;
    QList<Event> m_events;
};

/// A turn with all that it works with: a folder, a scripted model, a user.
struct TurnBox {
    explicit TurnBox(const QByteArray& script, std::optional<Decision> answer = Decision::Once)
        : server(script, "sk-test"), user(answer)
    {
    }

    Result<TurnOutcome> turn(const UserMessage& message, std::stop_token stop = {})
    {
        return runTurn(context(), message, std::move(stop));
    }
    Result<TurnOutcome> turn(const QString& text, std::stop_token stop = {})
    {
        return turn(UserMessage{text}, std::move(stop));
    }
    /// The same model, of which this is known.
    void useModel(models::ModelInfo facts, ModelApi api = ModelApi::OpenAi)
    {
        model = makeModel(u"scripted"_s, std::move(facts), api);
    }
    void usePlanner(const QString& name) { planner = makeModel(name, {}); }
    Result<TurnOutcome> goOn() { return continueTurn(context(), {}); }
    /// As after a restart of the program: everything but the files is new.
    void restart()
    {
        store = ChatStore::open(file).value();
        chat = store->chat(chat.id).value();
    }
    /// The messages of one request, as they were on the wire.
    QJsonArray sent(qsizetype request) const
    {
        return server.requests().value(request).body.value("messages"_L1).toArray();
    }

    TemporaryFolder folder;
    ScriptedModelServer server;
    std::unique_ptr<LanguageModel> model = makeModel(u"scripted"_s, {});
    std::unique_ptr<LanguageModel> planner;
    TemporaryFolder data;
    QString file = data.path(u"chats.db"_s);
    std::unique_ptr<ChatStore> store = ChatStore::open(file).value();
    std::unique_ptr<CallLedger> ledger = CallLedger::open(data.path(u"calls.db"_s)).value();
    Chat chat = store->create(u"ws"_s).value();
    FolderTools tools{folder.path()};
    WorkspaceTools* hands = &tools; ///< What the turn gets.
    User user;
    Watcher watcher{store, chat.id};
    TurnLimits limits;
    std::function<QList<WaitingMessage>()> steered = {};
    permissions::RuleSet rules;
    QuestionPrompt* questions = nullptr;
    WebPages* pages = nullptr;

private:
    std::unique_ptr<LanguageModel> makeModel(const QString& name, models::ModelInfo facts,
                                             ModelApi api = ModelApi::OpenAi) const
    {
        auto address = server.address();
        if (api == ModelApi::Ollama)
            address.setPath({});
        return httpModel({.address = address,
                          .model = name,
                          .key = Secret(std::string_view("sk-test")),
                          .api = api,
                          .retries = {.attempts = 2, .first = std::chrono::milliseconds(0)},
                          .facts = std::move(facts)})
            .value();
    }
    TurnContext context()
    {
        return {.model = *model,
                .tools = *hands,
                .permissions = user,
                .store = *store,
                .sink = watcher,
                .chat = chat,
                .rules = rules,
                .limits = limits,
                .planner = planner.get(),
                .ledger = ledger.get(),
                .pages = pages,
                .questions = questions,
                .steered = steered};
    }
};

} // namespace kalpana::test
