#include "app/desktop/rules/rules_page.h"

#include "app/desktop/look/widgets.h"
#include "app/desktop/rules/rule_form.h"
#include "core/agent/turn.h"
#include "core/agent/visible_text.h"
#include "core/permissions/reason_text.h"
#include "core/permissions/rule_text.h"

#include <QComboBox>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QShortcut>
#include <QTableWidget>
#include <QVBoxLayout>

namespace kalpana::desktop::rules {

using namespace Qt::StringLiterals;
using agent::KeptRule;
using permissions::Decision;
using permissions::Rule;
using permissions::Scope;

namespace {

enum Column { Says, About, Counts, From, Remove, ColumnCount };

Result<QList<KeptRule>> allRules(const agent::RuleBook& book, agent::WorkspaceTools* tools, const std::stop_token& stop)
{
    auto rules = book.rules();
    if (!rules || tools == nullptr)
        return rules;
    const auto file = tools->read(agent::policyPath, stop);
    const auto policy = file ? permissions::rulesFromJson(file->text.toUtf8(), permissions::RuleSource::Policy)
                             : Result<std::vector<Rule>>(std::vector<Rule>());
    if (!policy)
        return std::unexpected(policy.error());
    for (const auto& rule : *policy)
        rules->append({rule, KeptRule::Origin::Policy});
    return rules;
}

} // namespace

RulesPage::RulesPage(RulesServices services, QWidget* parent)
    : QWidget(parent), m_services(std::move(services)), m_table(new QTableWidget(0, ColumnCount)),
      m_empty(look::sentence(tr("There is no rule yet. One is made when you answer “In this chat” or “Always” to the "
                                "agent, or here below."),
                             "muted"_L1)),
      m_form(new RuleForm), m_problem(look::sentence({}, "bad"_L1))
{
    setObjectName(u"rules"_s);
    setAttribute(Qt::WA_StyledBackground);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(24, 18, 24, 18);
    column->setSpacing(10);
    auto* head = new QHBoxLayout;
    head->addWidget(look::label(tr("What the agent may do"), "heading"_L1), 1);
    auto* close = look::button(tr("Close"), "quiet"_L1);
    head->addWidget(close);
    column->addLayout(head);
    column->addWidget(look::sentence(
        tr("Reading inside the workspace is allowed, all else is asked about unless a rule allows it. One that denies "
           "wins. What is dangerous is asked about whatever the rules allow, unless exactly that was allowed."),
        "muted"_L1));
    m_table->setObjectName(u"ruleTable"_s);
    m_table->setHorizontalHeaderLabels({tr("Says"), tr("About"), tr("Counts"), tr("From"), QString()});
    m_table->verticalHeader()->hide();
    // Cells with a widget don't tell their width.
    for (const auto& [wide, width] :
         {std::pair(Says, 110), std::pair(Counts, 180), std::pair(From, 150), std::pair(Remove, 100)})
        m_table->setColumnWidth(wide, width);
    m_table->horizontalHeader()->setSectionResizeMode(About, QHeaderView::Stretch);
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeading | Qt::AlignVCenter);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setSelectionMode(QAbstractItemView::NoSelection);
    m_table->setShowGrid(false);
    m_table->setFocusPolicy(Qt::NoFocus);
    m_table->setWordWrap(true);
    column->addWidget(m_table, 1);
    column->addWidget(m_empty, 1, Qt::AlignTop);
    column->addWidget(m_problem);
    column->addWidget(m_form);
    m_problem->hide();
    m_empty->hide();

    connect(close, &QPushButton::clicked, this, &RulesPage::closeRequested);
    auto* escape = new QShortcut(QKeySequence(Qt::Key_Escape), this);
    escape->setContext(Qt::WidgetWithChildrenShortcut);
    connect(escape, &QShortcut::activated, this, &RulesPage::closeRequested);
    connect(m_form, &RuleForm::refused, this, &RulesPage::say);
    connect(m_form, &RuleForm::added, this, [this](const Rule& rule) {
        carryOut([rule](agent::RuleBook& book) { return book.add(rule); });
        m_form->clear();
    });
    load();
}

void RulesPage::load()
{
    m_services.background.run(
        this,
        [book = m_services.book, tools = m_services.tools ? m_services.tools() : nullptr](const std::stop_token& stop) {
            return allRules(*book, tools.get(), stop);
        },
        [this, round = ++m_round](const Result<QList<KeptRule>>& rules) {
            if (round != m_round)
                return;
            if (rules)
                fill(*rules);
            else
                say(rules.error().sentence);
        });
}

void RulesPage::fill(const QList<KeptRule>& rules)
{
    m_table->setRowCount(0);
    for (const auto& rule : rules)
        addRow(rule);
    m_table->resizeRowsToContents();
    m_table->setVisible(!rules.isEmpty());
    m_empty->setVisible(rules.isEmpty());
}

void RulesPage::addRow(const KeptRule& kept)
{
    const auto row = m_table->rowCount();
    m_table->insertRow(row);
    const auto text = [&](Column column, const QString& words) {
        auto* item = new QTableWidgetItem(words);
        item->setToolTip(words);
        m_table->setItem(row, column, item);
    };
    text(About, agent::visibleText(permissions::ruleText(kept.rule)));
    text(From, kept.origin == KeptRule::Origin::File      ? tr("permissions.json")
               : kept.origin == KeptRule::Origin::Answers ? tr("Your answers")
                                                          : tr("The team's policy"));
    auto* decision = decisionBox(kept.rule.decision);
    decision->setEnabled(kept.origin != KeptRule::Origin::Policy);
    m_table->setCellWidget(row, Says, decision);
    connect(decision, &QComboBox::activated, this, [this, kept, decision] {
        auto now = kept.rule;
        now.decision = Decision(decision->currentData().toInt());
        carryOut([kept, now](agent::RuleBook& book) { return book.change(kept, now); });
    });
    if (kept.rule.scope == Scope::Chat) {
        text(Counts, kept.chat.isEmpty() ? tr("In one chat") : tr("In “%1”").arg(agent::visibleText(kept.chat)));
    } else if (kept.origin == KeptRule::Origin::Policy) {
        text(Counts, tr("This workspace"));
    } else {
        auto* scope = scopeBox(kept.rule.scope);
        m_table->setCellWidget(row, Counts, scope);
        connect(scope, &QComboBox::activated, this, [this, kept, scope] {
            auto now = kept.rule;
            now.scope = Scope(scope->currentData().toInt());
            carryOut([kept, now](agent::RuleBook& book) { return book.change(kept, now); });
        });
    }
    if (kept.origin == KeptRule::Origin::Policy)
        return;
    auto* remove = look::button(tr("Remove"), "quiet"_L1);
    remove->setAccessibleName(tr("Remove the rule %1").arg(permissions::ruleText(kept.rule)));
    m_table->setCellWidget(row, Remove, remove);
    connect(remove, &QPushButton::clicked, this,
            [this, kept] { carryOut([kept](agent::RuleBook& book) { return book.remove(kept); }); });
}

void RulesPage::carryOut(Step step)
{
    m_problem->hide();
    m_services.background.run(
        this, [book = m_services.book, step = std::move(step)](std::stop_token) { return step(*book); },
        [this](const Result<void>& done) {
            load(); // also where it failed: the table shows what is
            if (!done)
                say(done.error().sentence);
        });
}

void RulesPage::say(const QString& sentence)
{
    m_problem->setText(sentence);
    m_problem->show();
}

} // namespace kalpana::desktop::rules
