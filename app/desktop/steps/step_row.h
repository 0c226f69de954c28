#pragma once

#include "remote/provision/step_report.h"

#include <QWidget>

class QLabel;
class QProgressBar;
class QStackedLayout;

namespace kalpana::desktop::steps {

/// One step of bringing a workspace up: how it stands as a sign, its name, what came of it, bytes and seconds.
class StepRow final : public QWidget {
    Q_OBJECT
public:
    explicit StepRow(QWidget* parent = nullptr);

    void showStep(const provision::StepReport& step);

private:
    QStackedLayout* m_sign;
    QLabel* m_mark;
    QLabel* m_name;
    QLabel* m_note;
    QLabel* m_figures;
    QProgressBar* m_progress;
};

} // namespace kalpana::desktop::steps
