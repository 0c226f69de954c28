#include "app/desktop/values/workspace_row.h"

namespace kalpana::desktop::values {

WorkspaceRow rowOf(const workspace::Record& record)
{
    return {.id = record.id,
            .name = record.name,
            .host = record.host,
            .folder = record.folder,
            .lastUsed = record.lastUsedAt};
}

} // namespace kalpana::desktop::values
