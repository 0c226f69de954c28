#include "app/desktop/chat/transcript.h"

#include "core/markup/diff_html.h"
#include "core/markup/markdown.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QSet>

#include <algorithm>

namespace kalpana::desktop::chat {

using namespace Qt::StringLiterals;

namespace {

/// More of a result than anybody reads in a chat is left to the editor.
constexpr qsizetype longestResult = 20'000;

struct Text {
    Q_DECLARE_TR_FUNCTIONS(Chat)
};

/// So much of an answer grows at once; what is before is rendered no more.
constexpr qsizetype longestGrowing = 600;

bool isFence(QStringView line)
{
    const auto text = line.trimmed();
    return text.startsWith("```"_L1) || text.startsWith("~~~"_L1);
}

/// Whether a line behind an empty one is part of the block before it: of a list, a quote, an indented block.
bool goesOn(QStringView line)
{
    const auto first = line.front();
    return first.isSpace() || first.isDigit() || QStringView(u"-*+>").contains(first);
}

/// The last place in Markdown between two blocks that have nothing to do with each other; 0: there is none.
qsizetype betweenBlocks(const QString& text)
{
    qsizetype found = 0;
    bool inFence = false;
    bool afterEmpty = false;
    for (qsizetype at = 0; at < text.size();) {
        const auto end = text.indexOf(u'\n', at);
        const auto line = QStringView(text).sliced(at, (end < 0 ? text.size() : end) - at);
        if (!inFence && afterEmpty && !line.isEmpty() && !goesOn(line))
            found = at;
        if (isFence(line))
            inFence = !inFence;
        afterEmpty = line.trimmed().isEmpty();
        at = end < 0 ? text.size() : end + 1;
    }
    return found;
}

QString cut(const QString& text)
{
    return text.size() <= longestResult ? text
                                        : text.left(longestResult) + u'\n' + Text::tr("… the rest is not shown here.");
}

/// A command as shell; what else is asked about (a path, what is typed into a terminal) as it stands.
QString commandHtml(const agent::PermissionRequest& request, const markup::CodeHighlighter& highlighter)
{
    static const QSet<QString> commands{u"run_command"_s, u"git_commit"_s, u"git_push"_s, u"open_terminal"_s};
    return highlighter.toHtml(request.preview, commands.contains(request.tool) ? u"sh"_s : QString());
}

} // namespace

void Transcript::add(const agent::Event& event)
{
    m_at = event.sequence;
    if (!std::holds_alternative<agent::CheckpointRestored>(event.body) && // the user's, between two turns
        !std::holds_alternative<agent::TurnChanged>(event.body))          // stands behind a turn that was stopped
        m_open = !isEnd(event);
    std::visit([this](const auto& body) { on(body); }, event.body);
}

void Transcript::begin(const agent::ChatPart& part, const agent::TokenUsage& spent)
{
    m_updates = {};
    m_answer.clear();
    m_thinking.clear();
    m_dirty = false;
    m_open = false;
    m_used = spent;
    m_context = 0;
    m_turnMicros = 0;
    m_versions = part.versions;
    push({{u"type"_s, u"clear"_s}, {u"earlier"_s, part.hasEarlier}});
    for (const auto& event : part.events)
        add(event);
    pushUsage();
}

void Transcript::settle(bool isElsewhere)
{
    closeText();
    push({{u"type"_s, u"settle"_s}, {u"cut"_s, m_open && !isElsewhere}});
    if (isElsewhere)
        push({{u"type"_s, u"note"_s},
              {u"text"_s,
               Text::tr("The agent works in this chat in another program. Open it again to see how it goes on.")}});
}

void Transcript::addEarlier(const agent::ChatPart& part)
{
    Transcript drawn(m_highlighter);
    drawn.m_versions = part.versions;
    for (const auto& event : part.events)
        if (!std::holds_alternative<agent::Usage>(event.body)) // counted already
            drawn.add(event);
    drawn.closeText();
    push({{u"type"_s, u"earlier"_s}, {u"updates"_s, drawn.take()}, {u"earlier"_s, part.hasEarlier}});
}

void Transcript::lookAt(qint64 sequence)
{
    push({{u"type"_s, u"look"_s}, {u"sequence"_s, sequence}});
}

bool Transcript::isEnd(const agent::Event& event)
{
    return std::holds_alternative<agent::TurnFinished>(event.body) ||
           std::holds_alternative<agent::TurnFailed>(event.body);
}

QJsonArray Transcript::take()
{
    if (m_dirty && !m_answer.isEmpty())
        renderGrowing();
    else if (m_dirty)
        renderThinking();
    m_dirty = false;
    return std::exchange(m_updates, {});
}

void Transcript::closeText()
{
    if (!m_answer.isEmpty())
        renderAnswer(false);
    else if (!m_thinking.isEmpty())
        renderThinking();
    m_answer.clear();
    m_thinking.clear();
    m_dirty = false;
    ++m_text;
}

void Transcript::renderGrowing()
{
    if (const auto end = m_answer.size() > longestGrowing ? betweenBlocks(m_answer) : 0; end > 0) {
        auto rest = m_answer.sliced(end);
        m_answer.truncate(end);
        renderAnswer(false);
        m_answer = std::move(rest);
        m_textBegan = m_at;
        ++m_text;
    }
    renderAnswer(true);
}

void Transcript::renderAnswer(bool streaming)
{
    push({{u"type"_s, u"answer"_s},
          {u"id"_s, m_text},
          {u"sequence"_s, m_textBegan},
          {u"html"_s, markup::markdownToHtml(m_answer, *m_highlighter)},
          {u"streaming"_s, streaming}});
}

void Transcript::renderThinking()
{
    push({{u"type"_s, u"thinking"_s}, {u"id"_s, m_text}, {u"text"_s, m_thinking}});
}

void Transcript::on(const agent::UserMessage& event)
{
    closeText();
    m_turnMicros = 0;
    QJsonArray versions;
    const auto all = m_versions.value(m_at);
    for (const auto version : all)
        versions.append(version);
    push({{u"type"_s, u"user"_s},
          {u"text"_s, event.text},
          {u"plan"_s, event.mode == agent::Mode::Plan},
          {u"sequence"_s, m_at},
          {u"versions"_s, versions}});
}

void Transcript::on(const agent::TextDelta& event)
{
    if (!m_thinking.isEmpty())
        closeText();
    if (m_answer.isEmpty())
        m_textBegan = m_at;
    m_answer += event.text;
    m_dirty = true;
}

void Transcript::on(const agent::ThinkingDelta& event)
{
    if (!m_answer.isEmpty())
        closeText();
    m_thinking += event.text;
    m_dirty = true;
}

void Transcript::on(const agent::ToolCallStarted& event)
{
    closeText();
    QJsonObject update{{u"type"_s, u"tool"_s},
                       {u"id"_s, event.call.id},
                       {u"name"_s, event.call.name},
                       {u"title"_s, event.title},
                       {u"sequence"_s, m_at}};
    // What the user may want to turn to: the model's words, and so nothing but data.
    const auto given = QJsonDocument::fromJson(event.call.arguments.toUtf8()).object();
    if (const auto path = given.value("path"_L1).toString(); !path.isEmpty()) {
        update[u"path"_s] = path;
        update[u"line"_s] = std::clamp(given.value("line"_L1).toInteger(given.value("offset"_L1).toInteger(0)),
                                       qint64(0), qint64(1'000'000'000));
    }
    if (event.call.name == "run_command"_L1 || event.call.name == "open_terminal"_L1)
        update[u"command"_s] = given.value("command"_L1).toString();
    push(update);
}

void Transcript::on(const agent::PermissionAsked& event)
{
    const auto& request = event.request;
    const bool isDiff = request.kind == agent::PermissionRequest::Preview::Diff;
    const auto preview = isDiff ? markup::diffToHtml(request.preview, *m_highlighter)
                                : markup::DiffHtml{.html = commandHtml(request, *m_highlighter), .rest = {}};
    push({{u"type"_s, u"permission"_s},
          {u"callId"_s, request.callId},
          {u"title"_s, request.title},
          {u"kind"_s, isDiff ? u"diff"_s : u"command"_s},
          {u"html"_s, preview.html},
          {u"rest"_s, preview.rest},
          {u"reason"_s, request.reason},
          {u"always"_s, request.always}});
}

void Transcript::on(const agent::PermissionAnswered& event)
{
    push(
        {{u"type"_s, u"decided"_s}, {u"callId"_s, event.callId}, {u"decision"_s, agent::decisionName(event.decision)}});
}

void Transcript::on(const agent::QuestionAsked& event)
{
    push({{u"type"_s, u"question"_s},
          {u"callId"_s, event.question.callId},
          {u"html"_s, markup::markdownToHtml(event.question.text, *m_highlighter)},
          {u"options"_s, QJsonArray::fromStringList(event.question.options)}});
}

void Transcript::on(const agent::QuestionAnswered& event)
{
    push({{u"type"_s, u"answered"_s}, {u"callId"_s, event.callId}, {u"text"_s, event.text}});
}

void Transcript::on(const agent::PlanUpdated& event)
{
    push(agent::toJson(agent::EventBody(event))); // has the page's own form: {"type": "plan", "steps": […]}
}

void Transcript::on(const agent::InstructionsRead& event)
{
    push({{u"type"_s, u"instructions"_s}, {u"files"_s, QJsonArray::fromStringList(event.files)}});
}

void Transcript::on(const agent::Attached& event)
{
    QJsonArray texts;
    for (const auto& one : event.texts)
        texts.append(QJsonObject{{u"name"_s, one.name}, {u"text"_s, cut(one.text)}, {u"ok"_s, one.ok}});
    push({{u"type"_s, u"attached"_s}, {u"texts"_s, texts}});
}

void Transcript::on(const agent::ToolOutput& event)
{
    push({{u"type"_s, u"output"_s}, {u"id"_s, event.callId}, {u"text"_s, event.text}});
}

void Transcript::on(const agent::ToolCallFinished& event)
{
    push({{u"type"_s, u"result"_s}, {u"id"_s, event.callId}, {u"ok"_s, event.ok}, {u"text"_s, cut(event.result)}});
}

void Transcript::on(const agent::Usage& event)
{
    m_used.input += event.tokens.input;
    m_used.output += event.tokens.output;
    m_used.cachedInput += event.tokens.cachedInput;
    if (event.tokens.costMicros) {
        m_used.costMicros = m_used.costMicros.value_or(0) + *event.tokens.costMicros;
        m_turnMicros += *event.tokens.costMicros;
    }
    m_context = event.tokens.input + event.tokens.output;
    pushUsage();
}

void Transcript::pushUsage()
{
    push({{u"type"_s, u"usage"_s},
          {u"input"_s, m_used.input},
          {u"output"_s, m_used.output},
          {u"cached"_s, m_used.cachedInput},
          {u"context"_s, m_context},
          {u"turnCost"_s, m_used.costMicros ? models::moneyText(m_turnMicros) : QString()},
          {u"cost"_s, m_used.costMicros ? models::moneyText(*m_used.costMicros) : QString()}});
}

void Transcript::on(const agent::Compacted& event)
{
    closeText();
    push({{u"type"_s, u"compacted"_s}, {u"text"_s, event.summary}});
}

void Transcript::on(const agent::ModelWaits& event)
{
    push({{u"type"_s, u"waiting"_s},
          {u"reason"_s, event.wait.reason},
          {u"milliseconds"_s, static_cast<qint64>(event.wait.time.count())}});
}

void Transcript::on(const agent::CheckpointTaken& event)
{
    if (!event.problem.isEmpty())
        push({{u"type"_s, u"note"_s}, {u"text"_s, event.problem}});
}

void Transcript::on(const agent::TurnChanged& event)
{
    closeText();
    auto update = agent::toJson(event);
    update[u"type"_s] = u"changed"_s;
    update[u"title"_s] = Text::tr("%n file(s) changed", nullptr, static_cast<int>(event.count));
    update[u"more"_s] = event.count - event.files.size();
    push(update);
}

void Transcript::on(const agent::CheckpointRestored& event)
{
    QStringList sentences{event.count == 0 && event.kept.isEmpty() ? Text::tr("Nothing had to be changed.")
                                                                   : Text::tr("%n file(s) went back to how they were.",
                                                                              nullptr, static_cast<int>(event.count))};
    if (!event.kept.isEmpty())
        sentences +=
            Text::tr("Left as they are, because they were changed since or no checkpoint holds them: %1. Review "
                     "them to decide.")
                .arg(event.kept.first(std::min<qsizetype>(event.kept.size(), 10)).join(u", "_s));
    auto update = agent::toJson(event);
    update[u"text"_s] = sentences.join(u' ');
    push(update);
}

void Transcript::on(const agent::TurnFinished& event)
{
    closeText();
    QString note;
    switch (event.reason) {
    case agent::TurnFinished::Reason::Answered:
        break;
    case agent::TurnFinished::Reason::Length:
        note = Text::tr("The provider cut the answer at its limit. Write “go on” to get the rest.");
        break;
    case agent::TurnFinished::Reason::StepLimit:
    case agent::TurnFinished::Reason::TimeLimit:
    case agent::TurnFinished::Reason::MoneyLimit:
        note = event.sentence;
        break;
    case agent::TurnFinished::Reason::Stopped:
        note = Text::tr("Stopped.");
        break;
    }
    push({{u"type"_s, u"end"_s},
          {u"text"_s, note},
          {u"answered"_s, event.reason == agent::TurnFinished::Reason::Answered},
          {u"again"_s, event.reason == agent::TurnFinished::Reason::StepLimit ||
                           event.reason == agent::TurnFinished::Reason::TimeLimit},
          {u"setup"_s, !event.sentence.isEmpty()}});
}

void Transcript::on(const agent::TurnFailed& event)
{
    closeText();
    const auto code = event.error.code;
    push({{u"type"_s, u"error"_s},
          {u"text"_s, event.error.sentence},
          {u"detail"_s, event.error.detail},
          {u"again"_s, true},
          {u"setup"_s,
           code == ErrorCode::ModelAuthentication || code == ErrorCode::Config || code == ErrorCode::Secrets}});
}

} // namespace kalpana::desktop::chat
