#include "core/agent/putting_back.h"

#include "core/agent/going_back.h"
#include "core/agent/visible_text.h"

#include <QSet>

#include <algorithm>
#include <utility>

namespace kalpana::agent {

namespace {

QString shown(const QByteArray& path)
{
    return visibleText(QString::fromUtf8(path));
}

QSet<QByteArray> pathsOf(const ChangedFiles& changed)
{
    QSet<QByteArray> paths;
    for (const auto& file : changed.files) {
        paths.insert(file.path);
        if (!file.original.isEmpty())
            paths.insert(file.original);
    }
    return paths;
}

PuttingBack sorted(QSet<QString> back, const QSet<QString>& kept)
{
    PuttingBack done{.back = QStringList(back.subtract(kept).values()), .kept = QStringList(kept.values())};
    done.back.sort();
    done.kept.sort();
    return done;
}

} // namespace

QList<RestoreRequest> standingChanges(const QList<Event>& history, qint64 behind)
{
    struct Change {
        RestoreRequest next; ///< Takes it back, or does it again.
        bool isUndone = false;
        qint64 sequence = 0;
    };
    QList<Change> all;
    for (const auto& event : history) {
        if (const auto* changed = std::get_if<TurnChanged>(&event.body)) {
            all.append({{.to = changed->before, .since = changed->after}, false, event.sequence});
        } else if (const auto* restored = std::get_if<CheckpointRestored>(&event.body)) {
            const auto change = std::ranges::find_if(all, [restored](const Change& one) {
                return one.next.to == restored->to && one.next.since == restored->since;
            });
            if (change != all.end())
                *change = {{.to = restored->before, .since = restored->after}, !change->isUndone, change->sequence};
        }
    }
    QList<RestoreRequest> standing;
    for (const auto& change : std::as_const(all))
        if (!change.isUndone && change.sequence > behind)
            standing.append(change.next);
    return standing;
}

bool isCutOff(const QList<Event>& history, qint64 behind)
{
    bool cut = false;
    for (const auto& event : history) {
        const auto* finished = std::get_if<TurnFinished>(&event.body);
        const auto* taken = std::get_if<CheckpointTaken>(&event.body);
        if (taken != nullptr)
            cut = cut || (event.sequence > behind && taken->id != 0);
        else if (std::holds_alternative<TurnChanged>(event.body) ||
                 (finished != nullptr && finished->reason == TurnFinished::Reason::Answered))
            cut = false;
    }
    return cut;
}

Result<PuttingBack> previewPuttingBack(WorkspaceCheckpoints& checkpoints, const QList<RestoreRequest>& changes,
                                       const std::stop_token& stop)
{
    QSet<QString> back;
    QSet<QString> kept;
    QSet<QByteArray> touched; // by others, since the change that is looked at
    for (qsizetype at = changes.size() - 1; at >= 0; --at) {
        const auto until = at + 1 < changes.size() ? changes[at + 1].to : 0; // 0: now
        const auto since = checkpoints.changes(changes[at].since, until, stop);
        if (!since)
            return std::unexpected(since.error());
        touched.unite(pathsOf(*since));
        const auto made = checkpoints.changes(changes[at].to, changes[at].since, stop);
        if (!made)
            return std::unexpected(made.error());
        const auto paths = pathsOf(*made);
        for (const auto& path : paths)
            (touched.contains(path) ? kept : back).insert(shown(path));
    }
    return sorted(std::move(back), kept);
}

Result<PuttingBack> putBack(WorkspaceCheckpoints& checkpoints, ChatStore& store, const QString& chat,
                            const QList<RestoreRequest>& changes, const std::stop_token& stop)
{
    QSet<QString> back;
    QSet<QString> kept;
    for (auto change = changes.crbegin(); change != changes.crend(); ++change) {
        const auto done = goBack(checkpoints, store, chat, *change, stop);
        if (!done)
            return std::unexpected(done.error());
        const auto& restored = std::get<CheckpointRestored>(done->body);
        back.unite(QSet<QString>(restored.files.cbegin(), restored.files.cend()));
        kept.unite(QSet<QString>(restored.kept.cbegin(), restored.kept.cend()));
    }
    return sorted(std::move(back), kept);
}

} // namespace kalpana::agent
