#include "app/desktop/create/form_check.h"

#include <QCoreApplication>
#include <QRegularExpression>

namespace kalpana::desktop::create {

namespace {

constexpr int longestName = 60;

struct Text {
    Q_DECLARE_TR_FUNCTIONS(NewWorkspace)
};

QString hostProblem(const QString& host)
{
    if (host.isEmpty())
        return Text::tr("Choose this computer, a host of your SSH configuration, or type user@host.");
    static const QRegularExpression shape(QStringLiteral(
        R"(^(?:ssh://)?(?:[^\s@/:-][^\s@/:]*@)?(?:\[[0-9A-Fa-f:.%]+\]|[^\s@/:\[\]-][^\s@/:\[\]]*)(?::(\d+))?$)"));
    const auto match = shape.match(host);
    if (!match.hasMatch())
        return Text::tr("“%1” is not a host. Write an alias of your SSH configuration, user@host or user@host:port.")
            .arg(host);
    if (const auto port = match.captured(1);
        !port.isEmpty() && (port.size() > 5 || port.toUInt() < 1 || port.toUInt() > 65535))
        return Text::tr("Port %1 does not exist. Ports go from 1 to 65535.").arg(port);
    return {};
}

QString folderProblem(const QString& folder)
{
    if (!folder.isEmpty() && !folder.startsWith(u'/') && folder != u'~' && !folder.startsWith(QLatin1String("~/")))
        return Text::tr("Write the whole path, such as /srv/project or ~/project.");
    if (folder.contains(u'\n') || folder.contains(QChar(0)))
        return Text::tr("A folder's path has no line breaks.");
    return {};
}

QString nameProblem(const QString& name, const QStringList& namesInUse)
{
    if (name.isEmpty())
        return Text::tr("Give the workspace a name.");
    if (name.size() > longestName)
        return Text::tr("Use a name of at most %n characters.", nullptr, longestName);
    if (namesInUse.contains(name, Qt::CaseInsensitive))
        return Text::tr("There is a workspace “%1” already. Choose another name.").arg(name);
    return {};
}

} // namespace

FormProblems check(const Form& form, const QStringList& namesInUse)
{
    return {.host = hostProblem(form.host),
            .folder = folderProblem(form.folder),
            .name = nameProblem(form.name, namesInUse)};
}

QString suggestedName(const QString& folder, const QStringList& namesInUse)
{
    auto base = folder.section(u'/', -1, -1, QString::SectionSkipEmpty).trimmed().left(longestName - 4);
    if (base.isEmpty() || base == u'~')
        base = folder.startsWith(u'~') ? QStringLiteral("home") : QString();
    auto name = base;
    for (int number = 2; !name.isEmpty() && namesInUse.contains(name, Qt::CaseInsensitive); ++number)
        name = QStringLiteral("%1 %2").arg(base).arg(number);
    return name;
}

} // namespace kalpana::desktop::create
