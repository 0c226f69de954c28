#include "remote/workspaces/bridge_tools.h"

#include "remote/bridge/client/commands.h"
#include "remote/bridge/client/files.h"
#include "remote/bridge/client/search.h"
#include "remote/workspaces/over_line.h"

namespace kalpana::workspaces {

namespace client = bridge::client;

namespace {

QString text(const std::string& value)
{
    return QString::fromStdString(value);
}

agent::FileEntry entryOf(const client::FolderEntry& entry)
{
    using From = client::FolderEntry::Kind;
    using To = agent::FileEntry::Kind;
    const auto kind = entry.kind == From::File     ? To::File
                      : entry.kind == From::Folder ? To::Folder
                      : entry.kind == From::Link   ? To::Link
                                                   : To::Other;
    return {.path = text(entry.path), .kind = kind, .size = static_cast<qint64>(entry.size)};
}

} // namespace

Result<agent::FileText> BridgeTools::read(const QString& path, std::stop_token stop)
{
    return overLine(m_io, *m_line, stop,
                    [&](const client::ClientPointer& bridge) {
                        return client::readFile(bridge, {.path = path.toStdString()});
                    })
        .transform([](const client::FileText& file) {
            return agent::FileText{.text = text(file.text),
                                   .hash = text(file.hash),
                                   .size = static_cast<qint64>(file.size),
                                   .binary = file.binary,
                                   .truncated = file.truncated};
        });
}

Result<QString> BridgeTools::write(const QString& path, const QString& content,
                                   const std::optional<QString>& expectedHash, std::stop_token stop)
{
    client::WriteSpec spec{.path = path.toStdString(), .text = content.toStdString()};
    if (expectedHash)
        spec.expectedHash = expectedHash->toStdString();
    return overLine(m_io, *m_line, stop,
                    [&](const client::ClientPointer& bridge) { return client::writeFile(bridge, std::move(spec)); })
        .transform([](const client::WrittenFile& file) { return text(file.hash); });
}

Result<agent::FolderListing> BridgeTools::list(const QString& path, bool recursive, std::stop_token stop)
{
    return overLine(m_io, *m_line, stop,
                    [&](const client::ClientPointer& bridge) {
                        return client::listFolder(
                            bridge, {.path = path.toStdString(), .recursive = recursive, .respectIgnore = recursive});
                    })
        .transform([](const client::FolderListing& listing) {
            agent::FolderListing result{.truncated = listing.truncated};
            for (const auto& entry : listing.entries)
                result.entries.append(entryOf(entry));
            return result;
        });
}

Result<agent::SearchResult> BridgeTools::search(const agent::SearchQuery& query, std::stop_token stop)
{
    client::SearchSpec spec{.query = query.text.toStdString(),
                            .regex = query.regex,
                            .caseSensitive = query.caseSensitive,
                            .glob = query.glob.toStdString(),
                            .limit = static_cast<std::uint32_t>(query.limit)};
    return overLine(m_io, *m_line, stop,
                    [&](const client::ClientPointer& bridge) { return client::search(bridge, std::move(spec)); })
        .transform([](const client::SearchResult& found) {
            agent::SearchResult result{.truncated = found.truncated};
            for (const auto& match : found.matches)
                result.matches.append({.path = text(match.path),
                                       .line = static_cast<int>(match.line),
                                       .column = static_cast<int>(match.column),
                                       .text = text(match.text)});
            return result;
        });
}

Result<agent::CommandResult> BridgeTools::run(const QString& command, const agent::OutputReceiver& onOutput,
                                              std::stop_token stop)
{
    auto line = m_line->get();
    if (!line)
        return std::unexpected(line.error());
    const auto forward = [&onOutput](client::OutputChannel channel, std::string_view bytes) {
        onOutput(channel == client::OutputChannel::Out ? agent::OutputChannel::Out : agent::OutputChannel::Err,
                 QByteArrayView(bytes.data(), static_cast<qsizetype>(bytes.size())));
    };
    const auto kept = std::make_shared<client::KeptCommand>();
    auto result = m_io.run(client::runKeptCommand(line->client, {.shell = command.toStdString()}, forward, kept), stop);
    // It goes on while the line is down.
    while (!result && result.error().code == ErrorCode::ConnectionLost && kept->number != 0) {
        line = m_io.run(m_line->wait(line->client), stop);
        if (!line)
            return std::unexpected(line.error());
        result = m_io.run(client::followCommand(line->client, forward, kept), stop);
        if (stop.stop_requested())
            (void)m_io.run(client::endCommand(line->client, kept->number), {});
    }
    return result.transform([](const client::CommandResult& ended) {
        return agent::CommandResult{.exitCode = ended.exitCode,
                                    .signal = text(ended.signal),
                                    .duration = ended.duration,
                                    .truncated = ended.truncated};
    });
}

Result<void> BridgeTools::awaitConnection(std::stop_token stop)
{
    auto line = m_io.run(m_line->wait(), stop);
    while (line) {
        // One that looks up may be dead without anybody knowing yet.
        const auto answer = m_io.run(client::statFile(line->client, "."), stop);
        if (answer || answer.error().code != ErrorCode::ConnectionLost)
            return {};
        line = m_io.run(m_line->wait(line->client), stop);
    }
    return std::unexpected(line.error());
}

} // namespace kalpana::workspaces
