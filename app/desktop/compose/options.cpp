#include "app/desktop/compose/options.h"

#include "core/settings/data_folder.h"

#include <QCommandLineParser>
#include <QDir>

namespace kalpana::desktop::compose {

using namespace Qt::StringLiterals;

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(Options)
};

QString absolute(const QString& path)
{
    return path.isEmpty() ? path : QDir::cleanPath(QDir::current().absoluteFilePath(path));
}

} // namespace

Result<Options> parseOptions(const QStringList& arguments)
{
    const QCommandLineOption open(u"open"_s, Text::tr("Opens the workspace of this name at once."), Text::tr("name"));
    const QCommandLineOption data(
        u"data-dir"_s, Text::tr("Keeps workspaces, chats and settings in this folder (also KALPANA_DATA_DIR)."),
        Text::tr("folder"));
    const QCommandLineOption config(u"F"_s, Text::tr("Reads this SSH configuration in place of ~/.ssh/config."),
                                    Text::tr("file"));
    const QCommandLineOption source(u"code-server-source"_s,
                                    Text::tr("Where code-server comes from: release, a mirror's address, or a file."),
                                    Text::tr("source"));
    QCommandLineParser parser;
    parser.setApplicationDescription(Text::tr("VS Code and an agent, both on the machine where your code is."));
    const auto help = parser.addHelpOption();
    const auto version = parser.addVersionOption();
    parser.addOptions({open, data, config, source});
    parser.addPositionalArgument(u"workspace"_s, Text::tr("The same as --open."), Text::tr("[workspace]"));
    parser.setSingleDashWordOptionMode(QCommandLineParser::ParseAsCompactedShortOptions);
    if (!parser.parse(arguments))
        return failure(ErrorCode::Usage, parser.errorText());
    const auto words = parser.positionalArguments();
    if (words.size() > (parser.isSet(open) ? 0 : 1))
        return failure(ErrorCode::Usage,
                       Text::tr("“%1” is not understood. `kalpana --help` says what is.").arg(words.last()));
    Options options{.open = words.isEmpty() ? parser.value(open) : words.first(),
                    .dataFolder = parser.isSet(data) ? absolute(parser.value(data)) : settings::dataFolder(),
                    .sshConfig = absolute(parser.value(config)),
                    .codeServerSource = parser.value(source)};
    if (parser.isSet(help))
        options.printAndLeave = parser.helpText();
    else if (parser.isSet(version))
        options.printAndLeave = u"kalpana " KALPANA_VERSION "\n"_s;
    return options;
}

} // namespace kalpana::desktop::compose
