#include "app/cli/command_line.h"

#include <QCoreApplication>

#include <algorithm>
#include <optional>

namespace kalpana::cli {

using namespace Qt::StringLiterals;

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(CommandLine)
};

std::unexpected<Error> wrong(const QString& what, const Command* command)
{
    const auto topic = command == nullptr ? QString() : u" "_s + command->name;
    return failure(ErrorCode::Usage, Text::tr("%1 See `kalpanactl help%2`.").arg(what, topic));
}

/// One argument that begins with a dash, taken apart.
struct Dashed {
    QString name;
    std::optional<QString> value; ///< After "=", or right after a one-letter option.
};

Dashed takeApart(const QString& argument)
{
    if (!argument.startsWith("--"_L1))
        return {argument.sliced(1, 1), argument.size() > 2 ? std::optional(argument.sliced(2)) : std::nullopt};
    const auto equals = argument.indexOf(u'=');
    if (equals < 0)
        return {argument.sliced(2), std::nullopt};
    return {argument.sliced(2, equals - 2), argument.sliced(equals + 1)};
}

const Option* find(const QList<Option>& options, const QString& name)
{
    const auto found = std::ranges::find(options, name, &Option::name);
    return found == options.end() ? nullptr : &*found;
}

QString shown(const Option& option)
{
    return (option.name.size() == 1 ? u"-"_s : u"--"_s) + option.name;
}

Result<void> checkCount(const Invocation& invocation)
{
    const auto& command = *invocation.command;
    const auto count = invocation.arguments.size();
    if (count >= command.least && (command.most < 0 || count <= command.most))
        return {};
    const auto usage = QStringList{u"kalpanactl"_s, command.name, command.arguments}.join(u' ').trimmed();
    return wrong(count < command.least ? Text::tr("Something is missing: %1.").arg(usage)
                                       : Text::tr("That is too much: %1.").arg(usage),
                 &command);
}

} // namespace

Result<Invocation> parseCommandLine(const QStringList& arguments)
{
    // An option may stand before its command, so the command is found first: the first argument that is no option's
    // value.
    Invocation invocation;
    bool onlyArguments = false;
    for (qsizetype i = 0; i < arguments.size(); ++i) {
        const auto& argument = arguments[i];
        if (onlyArguments || argument.size() < 2 || !argument.startsWith(u'-')) {
            if (invocation.command != nullptr) {
                invocation.arguments << argument;
            } else {
                invocation.command = findCommand(argument);
                if (invocation.command == nullptr)
                    return wrong(Text::tr("There is no command \"%1\".").arg(argument), nullptr);
            }
            continue;
        }
        if (argument == "--"_L1) {
            onlyArguments = true;
            invocation.dashes = invocation.arguments.size();
            continue;
        }
        auto dashed = takeApart(argument);
        const auto* option = find(globalOptions(), dashed.name);
        if (option == nullptr && invocation.command != nullptr)
            option = find(invocation.command->options, dashed.name);
        if (option == nullptr)
            return wrong(Text::tr("There is no option \"%1\" here.").arg(argument), invocation.command);
        if (option->valueName.isEmpty() && dashed.value)
            return wrong(Text::tr("The option %1 takes no value.").arg(shown(*option)), invocation.command);
        if (!option->valueName.isEmpty() && !dashed.value) {
            if (i + 1 == arguments.size())
                return wrong(Text::tr("The option %1 needs a value: %1 %2.").arg(shown(*option), option->valueName),
                             invocation.command);
            dashed.value = arguments[++i];
        }
        if (invocation.options.contains(option->name))
            return wrong(Text::tr("The option %1 is given twice.").arg(shown(*option)), invocation.command);
        if (!option->valueName.isEmpty() && dashed.value->isEmpty())
            return wrong(Text::tr("The option %1 has an empty value.").arg(shown(*option)), invocation.command);
        invocation.options.insert(option->name, dashed.value.value_or(QString()));
    }
    if (invocation.has("help"_L1) || invocation.command == nullptr) {
        if (invocation.command != nullptr)
            invocation.arguments = {invocation.command->name};
        else if (!invocation.has("help"_L1) && !invocation.has("version"_L1) && !arguments.isEmpty())
            return wrong(Text::tr("There is no command."), nullptr);
        invocation.command = findCommand(u"help"_s);
        return invocation;
    }
    if (invocation.has("version"_L1))
        return invocation;
    if (const auto counted = checkCount(invocation); !counted)
        return std::unexpected(counted.error());
    return invocation;
}

} // namespace kalpana::cli
