#include "core/agent/workspace_instructions.h"

#include "core/agent/tool_call.h"

#include <QSet>

namespace kalpana::agent {

using namespace Qt::StringLiterals;

namespace {

constexpr QLatin1StringView rulesFolder(".kalpana/rules");
constexpr qsizetype mostOfFile = 64 << 10;
constexpr qsizetype mostOfAll = 256 << 10;

Result<QStringList> candidates(WorkspaceTools& tools, const std::stop_token& stop)
{
    QStringList paths{u"AGENTS.md"_s, u"CLAUDE.md"_s};
    const auto rules = tools.list(rulesFolder, false, stop);
    if (!rules)
        return endsTurn(rules.error()) ? Result<QStringList>(std::unexpected(rules.error())) : paths;
    QStringList names;
    for (const auto& entry : rules->entries)
        if (entry.path.endsWith(".md"_L1) && entry.kind != FileEntry::Kind::Folder)
            names.append(rulesFolder + u'/' + entry.path.section(u'/', -1));
    names.sort();
    return paths + names;
}

} // namespace

Result<WorkspaceInstructions> readInstructions(WorkspaceTools& tools, const std::stop_token& stop)
{
    const auto paths = candidates(tools, stop);
    if (!paths)
        return std::unexpected(paths.error());
    WorkspaceInstructions instructions;
    QSet<QString> seen;
    for (const auto& path : *paths) {
        const auto file = tools.read(path, stop);
        if (!file && endsTurn(file.error()))
            return std::unexpected(file.error());
        if (!file || file->binary || file->text.trimmed().isEmpty() || seen.contains(file->hash))
            continue;
        seen.insert(file->hash);
        const auto room = std::min(mostOfFile, mostOfAll - instructions.text.size());
        if (room <= 0)
            break;
        const bool whole = file->text.size() <= room && !file->truncated;
        instructions.text += u"\n\n## %1\n\n"_s.arg(path) + file->text.left(room).trimmed() +
                             (whole ? QString() : u"\n[The rest of %1 is left out.]"_s.arg(path));
        instructions.files.append(path);
    }
    return instructions;
}

} // namespace kalpana::agent
