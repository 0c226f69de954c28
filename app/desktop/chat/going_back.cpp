#include "app/desktop/chat/going_back.h"

#include "core/agent/visible_text.h"

namespace kalpana::desktop::chat {

namespace {
constexpr qsizetype mostNamed = 200;
}

Result<agent::Event> goBack(agent::WorkspaceCheckpoints& checkpoints, agent::ChatStore& store, const QString& chat,
                            const agent::RestoreRequest& request, std::stop_token stop)
{
    const auto done = checkpoints.restore(request, std::move(stop));
    if (!done)
        return std::unexpected(done.error());
    agent::CheckpointRestored restored{.to = request.to,
                                       .since = request.since,
                                       .before = done->before.id,
                                       .after = done->after.id,
                                       .count = done->count};
    for (const auto& file : done->files.first(std::min(done->files.size(), mostNamed)))
        restored.files.append(agent::visibleText(QString::fromUtf8(file.path)));
    for (const auto& file : done->kept.first(std::min(done->kept.size(), mostNamed)))
        restored.kept.append(agent::visibleText(QString::fromUtf8(file.path)));
    return store.append(chat, restored);
}

} // namespace kalpana::desktop::chat
