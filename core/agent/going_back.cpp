#include "core/agent/going_back.h"

#include "core/agent/visible_text.h"

namespace kalpana::agent {

namespace {
constexpr qsizetype mostNamed = 200;
}

Result<Event> goBack(WorkspaceCheckpoints& checkpoints, ChatStore& store, const QString& chat,
                     const RestoreRequest& request, std::stop_token stop)
{
    const auto done = checkpoints.restore(request, std::move(stop));
    if (!done)
        return std::unexpected(done.error());
    CheckpointRestored restored{.to = request.to,
                                .since = request.since,
                                .before = done->before.id,
                                .after = done->after.id,
                                .count = done->count};
    for (const auto& file : done->files.first(std::min(done->files.size(), mostNamed)))
        restored.files.append(visibleText(QString::fromUtf8(file.path)));
    for (const auto& file : done->kept.first(std::min(done->kept.size(), mostNamed)))
        restored.kept.append(visibleText(QString::fromUtf8(file.path)));
    return store.append(chat, restored);
}

} // namespace kalpana::agent
