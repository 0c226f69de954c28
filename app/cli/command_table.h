#pragma once

#include <QList>
#include <QString>
#include <QStringList>

namespace kalpana::cli {

struct Option {
    QString name;      ///< Without dashes; one letter is a short option.
    QString valueName; ///< Empty: a flag.
    QString meaning;
};

struct Command {
    QString name;
    QString arguments;   ///< As usage shows them: "NAME -- CMD [ARG…]".
    qsizetype least = 0; ///< How many arguments it takes.
    qsizetype most = 0;  ///< -1: any number.
    QString meaning;     ///< One line.
    QString details = {};
    QList<Option> options = {};
};

/// Every command, in the order of `kalpanactl help`.
[[nodiscard]] const QList<Command>& commands();
[[nodiscard]] const Command* findCommand(const QString& name);
/// What every command takes, before or after its name.
[[nodiscard]] const QList<Option>& globalOptions();

} // namespace kalpana::cli
