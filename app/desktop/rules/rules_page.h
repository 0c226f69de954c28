#pragma once

#include "app/desktop/background/background.h"
#include "core/agent/rule_book.h"
#include "core/agent/workspace_tools.h"

#include <QWidget>

#include <functional>

class QLabel;
class QTableWidget;

namespace kalpana::desktop::rules {

class RuleForm;

struct RulesServices {
    background::Background& background; ///< Outlives the page.
    std::shared_ptr<agent::RuleBook> book;
    /// For the team's policy, which lies in the workspace. Called on the GUI thread; null while it is not connected.
    std::function<std::shared_ptr<agent::WorkspaceTools>()> tools;
};

/// What the agent may do in a workspace without asking, what it is asked about and what it may never do: all rules in
/// one table, to be changed. Nothing here waits.
class RulesPage final : public QWidget {
    Q_OBJECT
public:
    explicit RulesPage(RulesServices services, QWidget* parent = nullptr);

Q_SIGNALS:
    void closeRequested();

private:
    using Step = std::function<Result<void>(agent::RuleBook&)>;

    void load();
    void fill(const QList<agent::KeptRule>& rules);
    void addRow(const agent::KeptRule& rule);
    void carryOut(Step step);
    void say(const QString& sentence);

    RulesServices m_services;
    int m_round = 0; ///< Answers to earlier questions are dropped.
    QTableWidget* m_table;
    QLabel* m_empty;
    RuleForm* m_form;
    QLabel* m_problem;
};

} // namespace kalpana::desktop::rules
