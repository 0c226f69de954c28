#pragma once

#include "core/permissions/rule.h"

#include <QWidget>

class QComboBox;
class QLineEdit;
class QPushButton;

namespace kalpana::desktop::rules {

/// "allow", "ask" and "deny" as people read them, to choose from; the data is the decision.
[[nodiscard]] QComboBox* decisionBox(permissions::Decision decision, QWidget* parent = nullptr);
/// Everywhere, or in this workspace; the data is the scope.
[[nodiscard]] QComboBox* scopeBox(permissions::Scope scope, QWidget* parent = nullptr);

/// A line to write a new rule in.
class RuleForm final : public QWidget {
    Q_OBJECT
public:
    explicit RuleForm(QWidget* parent = nullptr);
    /// After it was kept.
    void clear();

Q_SIGNALS:
    /// Checked; scope Always or Workspace, without its place.
    void added(const kalpana::permissions::Rule& rule);
    void refused(const QString& sentence);

private:
    void submit();
    void refresh();

    QComboBox* m_decision;
    QComboBox* m_tool;
    QLineEdit* m_what;
    QComboBox* m_scope;
    QPushButton* m_add;
};

} // namespace kalpana::desktop::rules
