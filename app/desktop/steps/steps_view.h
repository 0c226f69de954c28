#pragma once

#include "remote/provision/step_report.h"

#include <QHash>
#include <QWidget>

class QVBoxLayout;

namespace kalpana::desktop::steps {

class StepRow;

/// The steps of bringing a workspace up, in the order in which they were first heard of.
class StepsView final : public QWidget {
    Q_OBJECT
public:
    explicit StepsView(QWidget* parent = nullptr);

    void showStep(const provision::StepReport& step);
    void clear();

private:
    QVBoxLayout* m_column;
    QHash<QString, StepRow*> m_rows;
};

} // namespace kalpana::desktop::steps
