#include "core/settings/language_servers.h"
#include "remote/bridge/client/git.h"
#include "remote/bridge/client/language.h"
#include "remote/bridge/client/search.h"
#include "remote/workspaces/bridge_tools.h"
#include "remote/workspaces/over_line.h"

namespace kalpana::workspaces {

namespace client = bridge::client;

using namespace Qt::StringLiterals;

namespace {

QString text(const std::string& value)
{
    return QString::fromStdString(value);
}

QString wordFor(client::GitChange::What what)
{
    using What = client::GitChange::What;
    switch (what) {
    case What::Modified:
        return u"modified"_s;
    case What::Added:
        return u"added"_s;
    case What::Deleted:
        return u"deleted"_s;
    case What::Renamed:
        return u"renamed"_s;
    case What::Copied:
        return u"copied"_s;
    case What::TypeChanged:
        return u"type changed"_s;
    }
    return {};
}

QList<agent::RepositoryChange> changesOf(const std::vector<client::GitChange>& changes)
{
    QList<agent::RepositoryChange> all;
    for (const auto& change : changes)
        all.append({.path = text(change.path), .what = wordFor(change.what), .original = text(change.original)});
    return all;
}

agent::RepositoryStatus statusOf(const client::GitStatus& status)
{
    agent::RepositoryStatus told{.branch = text(status.branch),
                                 .commit = text(status.commit),
                                 .upstream = text(status.upstream),
                                 .ahead = status.ahead,
                                 .behind = status.behind,
                                 .staged = changesOf(status.staged),
                                 .changed = changesOf(status.changed),
                                 .count = status.stagedCount + status.changedCount + status.untrackedCount +
                                          status.conflictedCount};
    for (const auto& path : status.untracked)
        told.untracked.append(text(path));
    for (const auto& conflict : status.conflicted)
        told.conflicted.append(text(conflict.path));
    return told;
}

agent::LanguageAnswer answerOf(const client::LanguageAnswer& answer)
{
    return {.server = text(answer.server), .indexing = answer.indexing, .truncated = answer.truncated};
}

int lineOf(const client::TextRange& range)
{
    return static_cast<int>(range.line) + 1;
}

agent::CodePlaces placesOf(const client::CodeLocations& found)
{
    agent::CodePlaces places{answerOf(found)};
    for (const auto& location : found.locations)
        places.places.append(
            {.path = text(location.path), .outside = location.outside, .line = lineOf(location.range)});
    return places;
}

client::CodePosition positionOf(const QString& path, int line, int character)
{
    return {.path = path.toStdString(),
            .line = static_cast<std::uint32_t>(std::max(line, 1)) - 1,
            .character = static_cast<std::uint32_t>(std::max(character, 0))};
}

} // namespace

Result<QStringList> BridgeTools::findFiles(const QString& query, int limit, std::stop_token stop)
{
    return overLine(m_io, *m_line, stop,
                    [&](const client::ClientPointer& bridge) {
                        return client::findNames(bridge, query.toStdString(),
                                                 static_cast<std::uint32_t>(std::max(limit, 1)));
                    })
        .transform([](const client::FoundNames& found) {
            QStringList files;
            for (const auto& file : found.files)
                files.append(text(file.path));
            return files;
        });
}

Result<agent::RepositoryStatus> BridgeTools::repositoryStatus(std::stop_token stop)
{
    return overLine(m_io, *m_line, stop, [&](const client::ClientPointer& bridge) { return client::gitStatus(bridge); })
        .transform(&statusOf);
}

Result<agent::DiffText> BridgeTools::repositoryDiff(const agent::DiffQuery& query, std::stop_token stop)
{
    client::GitDiffSpec spec{.staged = query.staged, .from = query.from.toStdString()};
    for (const auto& path : query.paths)
        spec.paths.push_back(path.toStdString());
    return overLine(m_io, *m_line, stop,
                    [&](const client::ClientPointer& bridge) { return client::gitDiff(bridge, std::move(spec)); })
        .transform([](const client::Patch& patch) {
            return agent::DiffText{.text = text(patch.text), .truncated = patch.truncated};
        });
}

Result<agent::CodePlaces> BridgeTools::definition(const QString& path, int lineNumber, int character,
                                                  std::stop_token stop)
{
    auto servers = settings::languageServers(m_settings);
    if (!servers)
        return std::unexpected(servers.error());
    return overLine(m_io, *m_line, stop,
                    [&](const client::ClientPointer& bridge) {
                        return client::definitionOf(bridge, positionOf(path, lineNumber, character),
                                                    *std::move(servers));
                    })
        .transform(&placesOf);
}

Result<agent::CodePlaces> BridgeTools::references(const QString& path, int lineNumber, int character,
                                                  std::stop_token stop)
{
    auto servers = settings::languageServers(m_settings);
    if (!servers)
        return std::unexpected(servers.error());
    return overLine(m_io, *m_line, stop,
                    [&](const client::ClientPointer& bridge) {
                        return client::referencesTo(bridge, positionOf(path, lineNumber, character),
                                                    *std::move(servers));
                    })
        .transform(&placesOf);
}

Result<agent::CodeProblems> BridgeTools::problems(const QString& path, std::stop_token stop)
{
    auto servers = settings::languageServers(m_settings);
    if (!servers)
        return std::unexpected(servers.error());
    return overLine(m_io, *m_line, stop,
                    [&](const client::ClientPointer& bridge) {
                        return client::diagnosticsOf(bridge, path.toStdString(), *std::move(servers));
                    })
        .transform([](const client::CodeDiagnostics& found) {
            agent::CodeProblems problems{answerOf(found)};
            problems.complete = found.complete;
            for (const auto& one : found.diagnostics)
                problems.problems.append(
                    {.severity = text(one.severity), .message = text(one.message), .line = lineOf(one.range)});
            return problems;
        });
}

Result<agent::CodeNames> BridgeTools::outline(const QString& path, std::stop_token stop)
{
    auto servers = settings::languageServers(m_settings);
    if (!servers)
        return std::unexpected(servers.error());
    return overLine(m_io, *m_line, stop,
                    [&](const client::ClientPointer& bridge) {
                        return client::symbolsOf(bridge, path.toStdString(), *std::move(servers));
                    })
        .transform([](const client::CodeSymbols& found) {
            agent::CodeNames names{answerOf(found)};
            for (const auto& symbol : found.symbols)
                names.names.append({.name = text(symbol.name),
                                    .kind = text(symbol.kind),
                                    .container = text(symbol.container),
                                    .line = lineOf(symbol.location.range)});
            return names;
        });
}

} // namespace kalpana::workspaces
