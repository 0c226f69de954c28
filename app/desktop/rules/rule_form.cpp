#include "app/desktop/rules/rule_form.h"

#include "app/desktop/look/widgets.h"
#include "core/permissions/rule_text.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>

namespace kalpana::desktop::rules {

using namespace Qt::StringLiterals;
using permissions::Decision;
using permissions::Scope;

QComboBox* decisionBox(Decision decision, QWidget* parent)
{
    auto* box = new QComboBox(parent);
    box->addItem(RuleForm::tr("Allow"), int(Decision::Allow));
    box->addItem(RuleForm::tr("Ask"), int(Decision::Ask));
    box->addItem(RuleForm::tr("Deny"), int(Decision::Deny));
    box->setCurrentIndex(box->findData(int(decision)));
    box->setAccessibleName(RuleForm::tr("What the rule says"));
    return box;
}

QComboBox* scopeBox(Scope scope, QWidget* parent)
{
    auto* box = new QComboBox(parent);
    box->addItem(RuleForm::tr("Everywhere"), int(Scope::Always));
    box->addItem(RuleForm::tr("This workspace"), int(Scope::Workspace));
    box->setCurrentIndex(box->findData(int(scope)));
    box->setAccessibleName(RuleForm::tr("Where the rule counts"));
    return box;
}

RuleForm::RuleForm(QWidget* parent)
    : QWidget(parent), m_decision(decisionBox(Decision::Allow)), m_tool(new QComboBox), m_what(new QLineEdit),
      m_scope(scopeBox(Scope::Workspace)), m_add(look::button(tr("Add"), "primary"_L1))
{
    m_tool->addItems(permissions::ruleTools());
    m_tool->setAccessibleName(tr("The tool that the rule is about"));
    m_what->setObjectName(u"newRule"_s);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins({});
    row->setSpacing(8);
    row->addWidget(m_decision);
    row->addWidget(m_tool);
    row->addWidget(m_what, 1);
    row->addWidget(m_scope);
    row->addWidget(m_add);
    connect(m_tool, &QComboBox::currentIndexChanged, this, &RuleForm::refresh);
    connect(m_what, &QLineEdit::textChanged, this, &RuleForm::refresh);
    connect(m_what, &QLineEdit::returnPressed, this, &RuleForm::submit);
    connect(m_add, &QPushButton::clicked, this, &RuleForm::submit);
    refresh();
}

void RuleForm::clear()
{
    m_what->clear();
}

void RuleForm::refresh()
{
    const bool runs = m_tool->currentText() == "run"_L1;
    const bool fetches = m_tool->currentText() == "fetch"_L1;
    m_what->setPlaceholderText(runs      ? tr("A command, such as git log *")
                               : fetches ? tr("A host, such as *.python.org")
                                         : tr("A path, such as src/** or **/.env"));
    m_what->setAccessibleName(runs ? tr("Command") : fetches ? tr("Host") : tr("Path"));
    m_add->setEnabled(!m_what->text().trimmed().isEmpty());
}

void RuleForm::submit()
{
    const auto what = m_what->text().trimmed();
    if (what.isEmpty())
        return;
    const auto tool = m_tool->currentText();
    permissions::Rule rule{.tool = tool.toStdString(), .decision = Decision(m_decision->currentData().toInt())};
    (tool == "run"_L1 ? rule.command : rule.path) = what.toStdString();
    auto json = permissions::toJson(rule);
    const auto checked = permissions::ruleFromJson(json, tr("The rule"), permissions::RuleSource::User);
    if (!checked) {
        Q_EMIT refused(checked.error().sentence);
        return;
    }
    rule.scope = Scope(m_scope->currentData().toInt());
    Q_EMIT added(rule);
}

} // namespace kalpana::desktop::rules
