#include "remote/bridge/client/checkpoints.h"
#include "remote/bridge/client/files.h"
#include "remote/workspaces/bridge_tools.h"
#include "remote/workspaces/over_line.h"

#include <QCoreApplication>
#include <QHash>

namespace kalpana::workspaces {

using namespace Qt::StringLiterals;
namespace client = bridge::client;

namespace {

constexpr qsizetype longestLabel = 300; // the bridge takes 1,000 bytes
constexpr int mostAttempts = 5;
constexpr std::uint64_t mostFileBytes = 10U << 20U;
constexpr std::uint64_t mostAtOnce = 1U << 20U;
constexpr auto utf8Mark = "\xEF\xBB\xBF";

agent::Checkpoint checkpointOf(const client::Checkpoint& checkpoint)
{
    return {.id = checkpoint.id,
            .label = QString::fromStdString(checkpoint.label),
            .at = QDateTime::fromMSecsSinceEpoch(checkpoint.created.count())};
}

agent::ChangedFile changeOf(const client::CheckpointChange& change)
{
    using From = client::GitChange::What;
    using To = agent::ChangedFile::Kind;
    return {.path = QByteArray::fromStdString(change.path),
            .kind = change.what == From::Added         ? To::Added
                    : change.what == From::Deleted     ? To::Deleted
                    : change.what == From::TypeChanged ? To::TypeChanged
                                                       : To::Modified,
            .added = static_cast<qint64>(change.added),
            .removed = static_cast<qint64>(change.removed),
            .binary = change.isBinary,
            .mode = QByteArray::fromStdString(change.mode),
            .modeBefore = QByteArray::fromStdString(change.modeBefore)};
}

/// A file that went and one that came with the same content, not an empty one, is one that was renamed.
QList<agent::ChangedFile> withRenames(const std::vector<client::CheckpointChange>& changes)
{
    constexpr std::string_view empty = "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391";
    QHash<QByteArray, std::size_t> gone;
    for (std::size_t i = 0; i < changes.size(); ++i)
        if (changes[i].what == client::GitChange::What::Deleted && changes[i].objectBefore != empty)
            gone.insert(QByteArray::fromStdString(changes[i].objectBefore), i);
    QList<agent::ChangedFile> files;
    std::vector<bool> paired(changes.size());
    for (const auto& change : changes) {
        auto file = changeOf(change);
        if (file.kind == agent::ChangedFile::Kind::Added) {
            const auto from = gone.constFind(QByteArray::fromStdString(change.object));
            if (from != gone.cend() && !paired[*from]) {
                paired[*from] = true;
                file.kind = agent::ChangedFile::Kind::Renamed;
                file.original = QByteArray::fromStdString(changes[*from].path);
                file.modeBefore = QByteArray::fromStdString(changes[*from].modeBefore);
                file.added = file.removed = 0;
            }
        }
        files.append(file);
    }
    // Those that were renamed are told by their new names alone.
    qsizetype at = 0;
    files.removeIf([&](const agent::ChangedFile&) { return paired[static_cast<std::size_t>(at++)]; });
    return files;
}

asio::awaitable<Result<agent::FileBytes>> readNow(client::ClientPointer bridge, std::string path)
{
    agent::FileBytes file;
    for (int attempts = 0; attempts < mostAttempts;) {
        const auto offset = static_cast<std::uint64_t>(file.bytes.size());
        client::ReadSpec spec{.path = path, .offset = offset, .length = mostAtOnce, .asBytes = true};
        const auto part = co_await client::readFile(bridge, std::move(spec));
        if (!part && part.error().code == ErrorCode::NotFound && offset == 0)
            co_return file;
        if (!part)
            co_return std::unexpected(part.error());
        const auto hash = QString::fromStdString(part->hash);
        if (part->size > mostFileBytes)
            co_return failure(
                ErrorCode::Unsupported,
                QCoreApplication::translate("Review", "%1 is larger than 10 MiB. Look at it in the editor.")
                    .arg(QString::fromStdString(path)));
        if (offset > 0 && hash != file.hash) { // it changes while it is read
            file = {};
            ++attempts;
            continue;
        }
        file.hash = hash;
        file.mode = "100644";
        file.bytes.append(part->bytes);
        if (part->bytes.empty() || static_cast<std::uint64_t>(file.bytes.size()) >= part->size)
            co_return file;
    }
    co_return failure(ErrorCode::Conflict,
                      QCoreApplication::translate("Review", "%1 changes while it is read. Try again in a moment.")
                          .arg(QString::fromStdString(path)));
}

} // namespace

Result<agent::Checkpoint> BridgeTools::take(const QString& label, std::stop_token stop)
{
    const auto name = label.left(longestLabel);
    return overLine(m_io, *m_line, stop,
                    [&](const client::ClientPointer& bridge) {
                        return client::createCheckpoint(bridge, name.toStdString());
                    })
        .transform([](const client::NewCheckpoint& made) { return checkpointOf(made.checkpoint); });
}

Result<QList<agent::Checkpoint>> BridgeTools::checkpoints(std::stop_token stop)
{
    return overLine(m_io, *m_line, stop,
                    [](const client::ClientPointer& bridge) { return client::listCheckpoints(bridge); })
        .transform([](const client::Checkpoints& known) {
            QList<agent::Checkpoint> all;
            for (const auto& checkpoint : known.all)
                all.append(checkpointOf(checkpoint));
            return all;
        });
}

Result<agent::ChangedFiles> BridgeTools::changes(quint32 from, quint32 to, std::stop_token stop)
{
    const client::CheckpointDiffSpec spec{.from = from, .to = to, .counts = true};
    return overLine(m_io, *m_line, stop,
                    [&](const client::ClientPointer& bridge) { return client::diffCheckpoint(bridge, spec); })
        .transform([](const client::CheckpointDiff& diff) {
            agent::ChangedFiles changed{.files = withRenames(diff.files), .count = static_cast<qint64>(diff.count)};
            changed.count -= static_cast<qint64>(diff.files.size()) - changed.files.size();
            return changed;
        });
}

Result<agent::FileBytes> BridgeTools::file(quint32 checkpoint, const QByteArray& path, std::stop_token stop)
{
    if (checkpoint == 0)
        return overLine(m_io, *m_line, stop,
                        [&](const client::ClientPointer& bridge) { return readNow(bridge, path.toStdString()); });
    const auto held = overLine(m_io, *m_line, stop, [&](const client::ClientPointer& bridge) {
        return client::checkpointFile(bridge, checkpoint, path.toStdString());
    });
    if (!held && held.error().code == ErrorCode::NotFound)
        return agent::FileBytes{};
    return held.transform([](const client::CheckpointFile& file) {
        return agent::FileBytes{
            .bytes = QByteArray::fromStdString(file.content), .mode = QByteArray::fromStdString(file.mode), .hash = {}};
    });
}

Result<QString> BridgeTools::replace(const QByteArray& path, const QByteArray& bytes, const QString& expectedHash,
                                     std::stop_token stop)
{
    client::WriteSpec spec{.path = path.toStdString(),
                           .text = bytes.toStdString(),
                           .expectedHash = expectedHash.toStdString(),
                           .encoding = "utf-8",
                           .keepLineEnding = false};
    if (bytes.startsWith(utf8Mark)) {
        spec.text.erase(0, std::string_view(utf8Mark).size());
        spec.encoding = "utf-8-bom";
    }
    return overLine(m_io, *m_line, stop,
                    [&](const client::ClientPointer& bridge) { return client::writeFile(bridge, std::move(spec)); })
        .transform([](const client::WrittenFile& file) { return QString::fromStdString(file.hash); });
}

Result<agent::RestoredFiles> BridgeTools::restore(const agent::RestoreRequest& request, std::stop_token stop)
{
    client::RestoreSpec spec{.id = request.to, .unchangedSince = request.since};
    for (const auto& path : request.paths)
        spec.paths.push_back(path.toStdString());
    const auto done = overLine(m_io, *m_line, stop, [&](const client::ClientPointer& bridge) {
        return client::restoreCheckpoint(bridge, spec);
    });
    if (!done)
        return std::unexpected(done.error());
    agent::RestoredFiles restored{.before = checkpointOf(done->before),
                                  .after = {},
                                  .files = {},
                                  .count = static_cast<qint64>(done->restoredCount)};
    for (const auto& change : done->restored)
        restored.files.append(changeOf(change));
    for (const auto& kept : done->kept)
        restored.kept.append({.path = QByteArray::fromStdString(kept.path),
                              .reason = QString::fromStdString(kept.reason),
                              .changedSince = kept.changedSince});
    const auto after = take(QCoreApplication::translate("Review", "After going back"), {});
    if (!after)
        return std::unexpected(after.error());
    restored.after = *after;
    return restored;
}

} // namespace kalpana::workspaces
