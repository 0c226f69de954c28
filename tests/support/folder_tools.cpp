#include "tests/support/folder_tools.h"

#include <QCryptographicHash>
#include <QDir>
#include <QDirIterator>
#include <QElapsedTimer>
#include <QFile>
#include <QProcess>

#include <csignal>
#include <unistd.h>

namespace kalpana::test {

using namespace Qt::StringLiterals;

namespace {

QString hashOf(const QByteArray& bytes)
{
    return QString::fromLatin1(QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex());
}

std::unexpected<Error> missing(const QString& path)
{
    return failure(ErrorCode::NotFound, u"There is no %1."_s.arg(path));
}

std::unexpected<Error> withoutIt(const QString& what)
{
    return failure(ErrorCode::Unsupported, u"This folder has no %1."_s.arg(what));
}

} // namespace

Result<agent::FileText> FolderTools::read(const QString& path, std::stop_token)
{
    QFile file(m_folder + u'/' + path);
    if (!file.open(QFile::ReadOnly))
        return missing(path);
    const auto bytes = file.readAll();
    const bool binary = bytes.contains('\0');
    return agent::FileText{.text = binary ? QString() : QString::fromUtf8(bytes),
                           .hash = hashOf(bytes),
                           .size = bytes.size(),
                           .binary = binary};
}

Result<QString> FolderTools::write(const QString& path, const QString& text, const std::optional<QString>& expectedHash,
                                   std::stop_token)
{
    QFile file(m_folder + u'/' + path);
    const auto now = file.open(QFile::ReadOnly) ? hashOf(file.readAll()) : u""_s;
    file.close();
    if (expectedHash && *expectedHash != now)
        return failure(ErrorCode::Conflict, u"%1 changed."_s.arg(path));
    QDir().mkpath(QFileInfo(file).path());
    if (!file.open(QFile::WriteOnly) || file.write(text.toUtf8()) < 0)
        return failure(ErrorCode::NoPermission, u"%1 can't be written."_s.arg(path));
    return hashOf(text.toUtf8());
}

Result<agent::FolderListing> FolderTools::list(const QString& path, bool recursive, std::stop_token)
{
    if (!QFileInfo(m_folder + u'/' + path).isDir())
        return missing(path);
    agent::FolderListing listing;
    QDirIterator entries(m_folder + u'/' + path, QDir::AllEntries | QDir::NoDotAndDotDot,
                         recursive ? QDirIterator::Subdirectories : QDirIterator::NoIteratorFlags);
    while (entries.hasNext()) {
        const auto entry = entries.nextFileInfo();
        listing.entries.append({.path = QDir(m_folder).relativeFilePath(entry.filePath()),
                                .kind = entry.isDir() ? agent::FileEntry::Kind::Folder : agent::FileEntry::Kind::File,
                                .size = entry.size()});
    }
    return listing;
}

Result<agent::SearchResult> FolderTools::search(const agent::SearchQuery& query, std::stop_token stop)
{
    const auto listing = list(u"."_s, true, stop);
    agent::SearchResult result;
    for (const auto& entry : listing->entries) {
        int number = 0;
        if (const auto file = read(entry.path, stop); file && entry.kind == agent::FileEntry::Kind::File)
            for (const auto& line : file->text.split(u'\n'))
                if (++number; line.contains(query.text))
                    result.matches.append({.path = entry.path,
                                           .line = number,
                                           .column = static_cast<int>(line.indexOf(query.text)) + 1,
                                           .text = line});
    }
    return result;
}

Result<agent::CommandResult> FolderTools::run(const QString& command, const agent::OutputReceiver& onOutput,
                                              std::stop_token stop)
{
    QElapsedTimer clock;
    clock.start();
    QProcess process;
    process.setWorkingDirectory(m_folder);
    process.setChildProcessModifier([] { ::setsid(); });
    process.start(u"sh"_s, {u"-c"_s, command});
    if (!process.waitForStarted())
        return failure(ErrorCode::Remote, process.errorString());
    const auto group = static_cast<pid_t>(process.processId());
    const std::stop_callback kill(stop, [group] { ::kill(-group, SIGKILL); });
    const auto pass = [&](agent::OutputChannel channel, const QByteArray& bytes) {
        if (!bytes.isEmpty())
            onOutput(channel, bytes);
    };
    for (bool running = true; running;) {
        running = !process.waitForFinished(10);
        pass(agent::OutputChannel::Out, process.readAllStandardOutput());
        pass(agent::OutputChannel::Err, process.readAllStandardError());
        running = running && process.state() != QProcess::NotRunning;
    }
    if (stop.stop_requested())
        return failure(ErrorCode::Cancelled, u"Stopped."_s);
    return agent::CommandResult{.exitCode = process.exitStatus() == QProcess::CrashExit ? -1 : process.exitCode(),
                                .signal = process.exitStatus() == QProcess::CrashExit ? u"KILL"_s : QString(),
                                .duration = std::chrono::milliseconds(clock.elapsed())};
}

Result<QStringList> FolderTools::findFiles(const QString& query, int limit, std::stop_token)
{
    QStringList found;
    QDirIterator files(m_folder, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext() && found.size() < limit)
        if (const auto path = QDir(m_folder).relativeFilePath(files.next()); path.contains(query, Qt::CaseInsensitive))
            found.append(path);
    return found;
}

Result<agent::RepositoryStatus> FolderTools::repositoryStatus(std::stop_token)
{
    return withoutIt(u"git"_s);
}

Result<agent::DiffText> FolderTools::repositoryDiff(const agent::DiffQuery&, std::stop_token)
{
    return withoutIt(u"git"_s);
}

Result<agent::CodePlaces> FolderTools::definition(const QString&, int, int, std::stop_token)
{
    return withoutIt(u"language server"_s);
}

Result<agent::CodePlaces> FolderTools::references(const QString&, int, int, std::stop_token)
{
    return withoutIt(u"language server"_s);
}

Result<agent::CodeProblems> FolderTools::problems(const QString&, std::stop_token)
{
    return withoutIt(u"language server"_s);
}

Result<agent::CodeNames> FolderTools::outline(const QString&, std::stop_token)
{
    return withoutIt(u"language server"_s);
}

Result<void> FolderTools::awaitConnection(std::stop_token)
{
    return withoutIt(u"line"_s);
}

Result<bool> FolderTools::remove(const QString& path, std::stop_token)
{
    const QFileInfo info(QDir(m_folder).filePath(path));
    if (!info.exists())
        return failure(ErrorCode::NotFound, u"%1 is not there."_s.arg(path));
    const bool removed = info.isDir() ? QDir(info.filePath()).removeRecursively() : QFile::remove(info.filePath());
    return removed ? Result<bool>(true) : failure(ErrorCode::NoPermission, u"%1 stays."_s.arg(path));
}

Result<QString> FolderTools::commit(const agent::CommitSpec&, std::stop_token)
{
    return withoutIt(u"git"_s);
}

Result<QString> FolderTools::push(const agent::PushSpec&, std::stop_token)
{
    return withoutIt(u"git"_s);
}

Result<QList<agent::TerminalRow>> FolderTools::terminals(std::stop_token)
{
    return withoutIt(u"terminal"_s);
}

Result<agent::TerminalText> FolderTools::readTerminal(quint32, int, std::stop_token)
{
    return withoutIt(u"terminal"_s);
}

Result<void> FolderTools::typeIntoTerminal(quint32, const QString&, std::stop_token)
{
    return withoutIt(u"terminal"_s);
}

Result<quint32> FolderTools::openTerminal(const QString&, const QString&, std::stop_token)
{
    return withoutIt(u"terminal"_s);
}

} // namespace kalpana::test
