#pragma once

#include "remote/workspaces/observer.h"

#include <QWidget>

class QFrame;
class QLabel;
class QPushButton;

namespace kalpana::desktop::steps {

class LogFold;
class StepsView;

/// A workspace on its way up: its steps as they run, a log, Cancel; once it failed the reason, Retry and Log.
class BringUpPage final : public QWidget {
    Q_OBJECT
public:
    BringUpPage(const QString& name, const QString& host, QWidget* parent = nullptr);

    void showStep(const workspaces::StepReport& step);
    void appendLog(const QString& line);
    /// Begins anew: the steps of the last attempt go, its log stays.
    void showConnecting();
    void showFailure(const Error& error);
    void showStopped();
    void openLog();

Q_SIGNALS:
    void retryRequested();
    void leaveRequested(); ///< Cancel while connecting, Back once it failed or stopped.

private:
    QWidget* makeReason();
    QWidget* makeButtons();
    void showEnd(const QString& title, const QString& reason, bool bad);

    QString m_name;
    QString m_host;
    QLabel* m_title;
    QLabel* m_subtitle;
    QFrame* m_reason;
    QLabel* m_reasonSign;
    QLabel* m_reasonText;
    StepsView* m_steps;
    LogFold* m_log;
    QPushButton* m_retry;
    QPushButton* m_showLog;
    QPushButton* m_leave;
};

} // namespace kalpana::desktop::steps
