#pragma once

#include "core/base/error.h"

#include <QString>
#include <QStringList>

#include <stop_token>

namespace kalpana::agent {

/// What is staged; or these files alone; or everything that is changed, new files too (all).
struct CommitSpec {
    QString message;
    QStringList paths = {};
    bool all = false;
};

/// The current branch to its upstream, unless told; a remote must be given where a branch is.
struct PushSpec {
    QString remote = {};
    QString branch = {};
    bool setUpstream = false;
    bool force = false; ///< Only where the remote is as it was last seen.
};

/// What changes the repository that the workspace's folder is in. As WorkspaceTools, of which it is a part: stop,
/// threads and errors; Remote in git's own words.
class WorkspaceRepository {
public:
    virtual ~WorkspaceRepository() = default;
    /// Runs the repository's hooks. The new commit's id.
    [[nodiscard]] virtual Result<QString> commit(const CommitSpec& spec, std::stop_token stop) = 0;
    /// May ask the user for a password. What git said.
    [[nodiscard]] virtual Result<QString> push(const PushSpec& spec, std::stop_token stop) = 0;
};

} // namespace kalpana::agent
