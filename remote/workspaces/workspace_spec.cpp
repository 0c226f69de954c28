#include "remote/workspaces/workspace_spec.h"

#include "core/settings/settings.h"

#include <QFileInfo>

#include <format>

namespace kalpana::workspaces {

Result<provision::WorkspaceSpec> specOf(const workspace::Record& record, const settings::Settings& settings)
{
    auto source = provision::parseCodeServerSource(settings.codeServerSource());
    if (!source)
        return std::unexpected(source.error());
    const auto id = record.id.toStdString();
    return provision::WorkspaceSpec{
        .id = id,
        .rootFolder = record.folder.isEmpty() ? "~/kalpana/" + id : record.folder.toStdString(),
        .dataFolder = record.remoteData.toStdString(),
        .proxyUri = record.gatewayPort == 0
                        ? std::string()
                        : std::format("http://{{{{port}}}}--{}.localhost:{}/", id, record.gatewayPort),
        .source = *source,
        .downloadFolder = QFileInfo(settings.file()).path() + QStringLiteral("/downloads"),
    };
}

} // namespace kalpana::workspaces
