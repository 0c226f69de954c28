#include "remote/bridge/client/files.h"
#include "remote/bridge/client/git.h"
#include "remote/bridge/client/terminals.h"
#include "remote/workspaces/bridge_tools.h"
#include "remote/workspaces/over_line.h"

// BridgeTools, continued: what changes the repository, and terminals.

namespace kalpana::workspaces {

namespace client = bridge::client;

using namespace Qt::StringLiterals;

namespace {

QString text(const std::string& value)
{
    return QString::fromStdString(value);
}

QString wordsOf(const std::vector<std::string>& argv)
{
    QStringList words;
    for (const auto& word : argv)
        words.append(text(word));
    return words.join(u' ');
}

agent::TerminalRow rowOf(const client::Terminal& terminal)
{
    return {.number = terminal.number,
            .title = text(terminal.title.empty() ? terminal.programTitle : terminal.title),
            .program = wordsOf(terminal.argv),
            .running = terminal.isRunning(),
            .exitCode = terminal.end ? terminal.end->exitCode : std::nullopt};
}

} // namespace

Result<bool> BridgeTools::remove(const QString& path, std::stop_token stop)
{
    return overLine(m_io, *m_line, stop,
                    [&](const client::ClientPointer& bridge) { return client::deleteFile(bridge, path.toStdString()); })
        .transform([](const client::DeletedFile& file) { return file.item.has_value(); });
}

Result<QString> BridgeTools::commit(const agent::CommitSpec& spec, std::stop_token stop)
{
    client::GitCommitSpec request{.message = spec.message.toStdString(), .all = spec.all};
    for (const auto& path : spec.paths)
        request.paths.push_back(path.toStdString());
    return overLine(m_io, *m_line, stop,
                    [&](const client::ClientPointer& bridge) { return client::gitCommit(bridge, std::move(request)); })
        .transform(text);
}

Result<QString> BridgeTools::push(const agent::PushSpec& spec, std::stop_token stop)
{
    client::GitPushSpec request{.remote = spec.remote.toStdString(),
                                .branch = spec.branch.toStdString(),
                                .setUpstream = spec.setUpstream,
                                .force = spec.force};
    return overLine(m_io, *m_line, stop,
                    [&](const client::ClientPointer& bridge) { return client::gitPush(bridge, std::move(request)); })
        .transform([](const client::GitTransfer& transfer) { return text(transfer.output + transfer.messages); });
}

Result<QList<agent::TerminalRow>> BridgeTools::terminals(std::stop_token stop)
{
    return overLine(m_io, *m_line, stop,
                    [&](const client::ClientPointer& bridge) { return client::listTerminals(bridge); })
        .transform([](const std::vector<client::Terminal>& terminals) {
            QList<agent::TerminalRow> rows;
            for (const auto& terminal : terminals)
                rows.append(rowOf(terminal));
            return rows;
        });
}

Result<agent::TerminalText> BridgeTools::readTerminal(quint32 number, int scrollbackLines, std::stop_token stop)
{
    const auto rows = terminals(stop);
    if (!rows)
        return std::unexpected(rows.error());
    const auto row = std::ranges::find(*rows, number, &agent::TerminalRow::number);
    return overLine(m_io, *m_line, stop,
                    [&](const client::ClientPointer& bridge) {
                        return client::terminalSnapshot(bridge, number, static_cast<std::uint32_t>(scrollbackLines));
                    })
        .transform([&](const client::TerminalSnapshot& snapshot) {
            return agent::TerminalText{.text = text(snapshot.scrollback + snapshot.text),
                                       .running = row != rows->cend() && row->running};
        });
}

Result<void> BridgeTools::typeIntoTerminal(quint32 number, const QString& words, std::stop_token stop)
{
    const auto rows = terminals(stop);
    if (!rows)
        return std::unexpected(rows.error());
    const auto row = std::ranges::find(*rows, number, &agent::TerminalRow::number);
    if (row == rows->cend() || !row->running)
        return failure(ErrorCode::NotFound, u"There is no terminal %1 whose program runs."_s.arg(number));
    return overLine(m_io, *m_line, stop, [&](const client::ClientPointer& bridge) {
        return client::typeIntoTerminal(bridge, number, words.toStdString());
    });
}

Result<quint32> BridgeTools::openTerminal(const QString& command, const QString& title, std::stop_token stop)
{
    client::NewTerminal spec{.argv = {"sh", "-c", command.toStdString()}, .title = title.toStdString()};
    return overLine(
               m_io, *m_line, stop,
               [&](const client::ClientPointer& bridge) { return client::createTerminal(bridge, std::move(spec)); })
        .transform([](const client::Terminal& terminal) { return quint32(terminal.number); });
}

} // namespace kalpana::workspaces
