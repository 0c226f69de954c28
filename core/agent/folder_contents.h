#pragma once

#include "core/agent/workspace_tools.h"

namespace kalpana::agent {

/// The files of a folder and of all below it, ignored ones too.
struct FolderContents {
    QStringList files;
    qint64 bytes = 0;
    bool more = false; ///< There are more, which were not counted.
};

/// Counts up to 200 folders. Errors as WorkspaceTools::list(): the path may be a file.
[[nodiscard]] Result<FolderContents> contentsOf(const QString& folder, WorkspaceTools& tools,
                                                const std::stop_token& stop);

/// "12 files, 3.4 kB", for people.
[[nodiscard]] QString sizeText(const FolderContents& contents);

} // namespace kalpana::agent
