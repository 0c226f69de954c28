#include "core/agent/going_back.h"

#include "core/agent/visible_text.h"

namespace kalpana::agent {

namespace {
constexpr qsizetype mostNamed = 200;
}

CheckpointRestored restoredEvent(const RestoreRequest& request, const RestoredFiles& done)
{
    CheckpointRestored restored{.to = request.to,
                                .since = request.since,
                                .before = done.before.id,
                                .after = done.after.id,
                                .count = done.count};
    for (const auto& file : done.files.first(std::min(done.files.size(), mostNamed)))
        restored.files.append(visibleText(QString::fromUtf8(file.path)));
    for (const auto& file : done.kept.first(std::min(done.kept.size(), mostNamed)))
        restored.kept.append(visibleText(QString::fromUtf8(file.path)));
    return restored;
}

Result<Event> goBack(WorkspaceCheckpoints& checkpoints, ChatStore& store, const QString& chat,
                     const RestoreRequest& request, std::stop_token stop)
{
    return checkpoints.restore(request, std::move(stop)).and_then([&](const RestoredFiles& done) {
        return store.append(chat, restoredEvent(request, done));
    });
}

} // namespace kalpana::agent
