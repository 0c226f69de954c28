#pragma once

#include "core/base/error.h"

#include <QByteArray>
#include <QDateTime>
#include <QList>
#include <QString>

#include <stop_token>

namespace kalpana::agent {

/// What the workspace's folder held at some time.
struct Checkpoint {
    quint32 id = 0; ///< From 1.
    QString label;
    QDateTime at;
    bool operator==(const Checkpoint&) const = default;
};

/// How a file differs between two checkpoints. Paths are relative to the workspace, in the host's bytes.
struct ChangedFile {
    enum class Kind { Modified, Added, Deleted, Renamed, TypeChanged };
    QByteArray path;
    QByteArray original = {}; ///< Where it was, when it was Renamed: with the same content.
    Kind kind = Kind::Modified;
    qint64 added = 0; ///< Lines.
    qint64 removed = 0;
    bool binary = false;
    QByteArray mode = {};       ///< git's: "100644", "100755" a program, "120000" a link; "000000" no file.
    QByteArray modeBefore = {}; ///< Likewise.
    bool operator==(const ChangedFile&) const = default;
};

struct ChangedFiles {
    QList<ChangedFile> files; ///< By path; perhaps not all.
    qint64 count = 0;         ///< Of all.
};

/// A file's bytes. One that is not there has no mode.
struct FileBytes {
    QByteArray bytes;
    QByteArray mode; ///< As in ChangedFile; of a file that is there now, "100644" where only its being there is known.
    QString hash;    ///< Of a file that is there now: what write() expects.
    [[nodiscard]] bool isThere() const { return !mode.isEmpty(); }
};

struct KeptFile {
    QByteArray path;
    QString reason; ///< For people.
    bool changedSince = false;
    bool operator==(const KeptFile&) const = default;
};

struct RestoreRequest {
    quint32 to = 0;
    /// The checkpoint after what is to be undone: only what differs between the two is taken back, and what was changed
    /// since stays as it is. 0: everything that differs from `to` now.
    quint32 since = 0;
    QList<QByteArray> paths = {}; ///< Empty: all.
};

struct RestoredFiles {
    Checkpoint before;         ///< How it was until now.
    Checkpoint after;          ///< How it is now: restoring `before` since `after` undoes it.
    QList<ChangedFile> files;  ///< Perhaps not all of them.
    qint64 count = 0;          ///< Of all.
    QList<KeptFile> kept = {}; ///< Left as it was: changed since, or held by no checkpoint.
};

/// Going back in a workspace; the bridge's client implements it. Calls block the flow thread that makes them, a stop
/// ends each with ErrorCode::Cancelled, but a restore that has begun to write. Errors: NotFound (no such checkpoint or
/// file), Conflict, NoSpace, NoPermission, ConnectionLost, Unreachable, Remote.
class WorkspaceCheckpoints {
public:
    virtual ~WorkspaceCheckpoints() = default;

    /// Where nothing has changed since the newest one it is that.
    [[nodiscard]] virtual Result<Checkpoint> take(const QString& label, std::stop_token stop) = 0;
    /// The newest last.
    [[nodiscard]] virtual Result<QList<Checkpoint>> checkpoints(std::stop_token stop) = 0;
    [[nodiscard]] virtual Result<ChangedFiles> changes(quint32 from, quint32 to, std::stop_token stop) = 0;
    /// A checkpoint's file, or (0) the one that is there now; one that is not there is no error. Up to 10 MiB.
    [[nodiscard]] virtual Result<FileBytes> file(quint32 checkpoint, const QByteArray& path, std::stop_token stop) = 0;
    /// Replaces a file's whole content, which must be UTF-8, unless it is not what it was: Conflict. Returns its hash.
    [[nodiscard]] virtual Result<QString> replace(const QByteArray& path, const QByteArray& bytes,
                                                  const QString& expectedHash, std::stop_token stop) = 0;
    [[nodiscard]] virtual Result<RestoredFiles> restore(const RestoreRequest& request, std::stop_token stop) = 0;
};

} // namespace kalpana::agent
