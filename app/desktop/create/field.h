#pragma once

#include <QWidget>

class QLabel;

namespace kalpana::desktop::create {

/// A field of a form: its label above, a hint below, and in place of the hint what is wrong with it.
class Field final : public QWidget {
    Q_OBJECT
public:
    Field(const QString& title, QWidget* input, const QString& hint, QWidget* parent = nullptr);

    /// An empty problem brings the hint back.
    void setProblem(const QString& problem);
    void setHint(const QString& hint);
    [[nodiscard]] QString problem() const { return m_problem; }

private:
    void refresh();
    QWidget* m_input;
    QLabel* m_below;
    QString m_hint;
    QString m_problem;
};

} // namespace kalpana::desktop::create
