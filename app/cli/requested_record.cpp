#include "app/cli/requested_record.h"

#include "core/base/shell_word.h"
#include "remote/ssh/resolved_host.h"
#include "remote/workspaces/connect_host.h"

#include <QCoreApplication>
#include <QDir>

#include <algorithm>

namespace kalpana::cli {

using namespace Qt::StringLiterals;

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(UpCommand)
};

Result<void> checkName(const QString& name)
{
    constexpr int longest = 60;
    const auto isPlain = std::ranges::all_of(name, [](QChar c) { return c.isPrint(); });
    if (!name.trimmed().isEmpty() && name == name.trimmed() && name.size() <= longest && isPlain)
        return {};
    return failure(
        ErrorCode::Usage,
        Text::tr("\"%1\" is no name for a workspace. Give up to %n printable characters.", nullptr, longest).arg(name));
}

/// A relative folder on this computer is one below the current folder.
QString folderOn(const QString& host, const QString& folder)
{
    if (folder.isEmpty() || folder.startsWith(u'~') || !workspaces::isThisComputer(host))
        return folder;
    return QDir::cleanPath(QDir::current().absoluteFilePath(folder));
}

Result<void> checkHost(const Context& context, const QString& host)
{
    if (workspaces::isThisComputer(host))
        return {};
    return ssh::resolve(host, context.sshConfig).transform([](const ssh::ResolvedHost&) {});
}

Result<RequestedRecord> addRecord(const Context& context, workspace::Store& store, const Invocation& invocation)
{
    const auto& name = invocation.arguments[0];
    const auto host = invocation.option("host"_L1);
    if (const auto fit = checkName(name); !fit)
        return std::unexpected(fit.error());
    if (host.isEmpty())
        return failure(ErrorCode::Usage, Text::tr("There is no workspace \"%1\" yet. Say where it shall live: "
                                                  "kalpanactl up %2 --host HOST, with local for this computer.")
                                             .arg(name, shellWord(name)));
    if (const auto usable = checkHost(context, host); !usable)
        return std::unexpected(usable.error());
    workspace::Record record{.id = workspace::makeId(name),
                             .name = name,
                             .host = host,
                             .folder = folderOn(host, invocation.option("folder"_L1)),
                             .createdAt = QDateTime::currentDateTimeUtc(),
                             .remoteData = invocation.option("remote-data"_L1),
                             .sshConfig = context.sshConfig};
    if (const auto inserted = store.insert(record); !inserted)
        return std::unexpected(inserted.error());
    return RequestedRecord{.record = std::move(record), .isNew = true};
}

} // namespace

Result<RequestedRecord> requestedRecord(const Context& context, workspace::Store& store, const Invocation& invocation)
{
    auto found = store.find(invocation.arguments[0]);
    if (!found && found.error().code == ErrorCode::NotFound)
        return addRecord(context, store, invocation);
    if (!found)
        return std::unexpected(found.error());
    auto wanted = *found;
    if (invocation.has("host"_L1))
        wanted.host = invocation.option("host"_L1);
    if (invocation.has("folder"_L1))
        wanted.folder = folderOn(wanted.host, invocation.option("folder"_L1));
    if (invocation.has("remote-data"_L1))
        wanted.remoteData = invocation.option("remote-data"_L1);
    const auto moves = wanted != *found;
    if (moves && found->lastUsedAt.isValid())
        return failure(
            ErrorCode::Usage,
            Text::tr("\"%1\" lives on %2 in %3. Bring it up without --host, --folder and --remote-data, or choose "
                     "another name.")
                .arg(found->name, workspaces::hostInSentence(found->host),
                     found->folder.isEmpty() ? Text::tr("its own folder") : found->folder));
    if (!context.sshConfig.isEmpty())
        wanted.sshConfig = context.sshConfig;
    if (moves)
        if (const auto usable = checkHost(context, wanted.host); !usable)
            return std::unexpected(usable.error());
    if (wanted != *found)
        if (const auto updated = store.update(wanted); !updated)
            return std::unexpected(updated.error());
    return RequestedRecord{.record = std::move(wanted), .isNew = false};
}

} // namespace kalpana::cli
