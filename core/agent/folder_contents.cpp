#include "core/agent/folder_contents.h"

#include <QCoreApplication>
#include <QLocale>

namespace kalpana::agent {

using namespace Qt::StringLiterals;

/// A recursive listing leaves out ignored files: folder by folder all are counted, up to a bound.
Result<FolderContents> contentsOf(const QString& folder, WorkspaceTools& tools, const std::stop_token& stop)
{
    constexpr qsizetype mostFolders = 200;
    FolderContents contents;
    QStringList folders{folder};
    for (qsizetype at = 0; at < folders.size(); ++at) {
        if (at == mostFolders) {
            contents.more = true;
            break;
        }
        const auto listing = tools.list(folders.at(at), false, stop);
        if (!listing)
            return std::unexpected(listing.error());
        contents.more = contents.more || listing->truncated;
        for (const auto& entry : listing->entries) {
            if (entry.kind == FileEntry::Kind::Folder) {
                folders.append(entry.path);
            } else {
                contents.files.append(entry.path);
                contents.bytes += entry.size;
            }
        }
    }
    return contents;
}

QString sizeText(const FolderContents& contents)
{
    const auto files = QLocale().toString(contents.files.size());
    const auto size = QLocale().formattedDataSize(contents.bytes);
    return contents.more ? QCoreApplication::translate("Agent", "more than %1 files, %2").arg(files, size)
                         : QCoreApplication::translate("Agent", "files: %1, size: %2").arg(files, size);
}

} // namespace kalpana::agent
