#pragma once

#include <QJsonObject>
#include <QList>
#include <QProcess>

namespace kalpana::test {

/// What a run of the real kalpanactl left behind.
struct Ran {
    int exitCode = -1;
    QByteArray out;
    QByteArray error;
    std::chrono::milliseconds took{0};

    /// The objects of --json, in order.
    [[nodiscard]] QList<QJsonObject> objects() const;
    /// The first object of this type; empty when there is none.
    [[nodiscard]] QJsonObject first(QLatin1StringView type) const;
};

/// build/<preset>/bin/kalpanactl
[[nodiscard]] QString kalpanactlProgram();

/// Runs it to its end, without a controlling terminal.
[[nodiscard]] Ran kalpanactl(const QStringList& arguments, const QByteArray& input = {},
                             const QProcessEnvironment& environment = QProcessEnvironment::systemEnvironment());

/// A kalpanactl that stays, such as `up`.
class RunningKalpanactl final {
public:
    explicit RunningKalpanactl(const QStringList& arguments);
    RunningKalpanactl(const RunningKalpanactl&) = delete;
    RunningKalpanactl& operator=(const RunningKalpanactl&) = delete;
    ~RunningKalpanactl();

    /// Waits until it has printed an object of this type; empty when it ended or 120 s passed before that.
    [[nodiscard]] QJsonObject waitFor(QLatin1StringView type);
    [[nodiscard]] QByteArray out();
    /// Sends SIGINT and waits for the end; -1 when it did not end.
    [[nodiscard]] int interrupt();
    /// kill -9.
    void kill();
    /// Waits for the end without a signal; -1 when it did not come.
    [[nodiscard]] int waitForEnd();

private:
    QProcess m_process;
    QByteArray m_out;
};

} // namespace kalpana::test
