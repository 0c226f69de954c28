#pragma once

#include <QMetaType>
#include <QString>

namespace kalpana::provision {

/// One named step of bringing a workspace up, as it stands now. Reported again each time something about it changes.
struct StepReport {
    enum class State { Running, Done, Skipped, Failed };

    QString name; ///< What the user reads, such as "Sending the bridge". The same for all reports of a step.
    State state = State::Running;
    qint64 done = 0;    ///< Bytes so far; 0 where a step moves none.
    qint64 total = 0;   ///< Bytes in all; 0 while unknown.
    double seconds = 0; ///< Since the step began.
    QString note = {};  ///< What came of it, such as "already there" or the failure's sentence.

    bool operator==(const StepReport&) const = default;
};

} // namespace kalpana::provision

Q_DECLARE_METATYPE(kalpana::provision::StepReport)
