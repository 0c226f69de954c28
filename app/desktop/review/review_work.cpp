#include "app/desktop/review/review_work.h"

#include "core/agent/going_back.h"
#include "core/agent/visible_text.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QFileInfo>
#include <QHash>
#include <QStringDecoder>

#include <algorithm>
#include <array>
#include <utility>

namespace kalpana::desktop::review {

using namespace Qt::StringLiterals;
using agent::ChangedFile;
using kalpana::review::Content;
using kalpana::review::contentOf;
using kalpana::review::FileReview;
using kalpana::review::Hunk;

namespace {

constexpr qsizetype mostLines = 200'000;
constexpr qsizetype longestLine = 2'000; // characters that are drawn

struct Text {
    Q_DECLARE_TR_FUNCTIONS(Review)
};

QString named(const QByteArray& path)
{
    return agent::visibleText(QString::fromUtf8(path));
}

QString hashOf(const QByteArray& bytes)
{
    return QString::fromLatin1(QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex());
}

bool isLink(const QByteArray& mode)
{
    return mode == "120000";
}

/// `ends`: whether "\r\n" is told apart, because the two sides do not agree.
QStringList shownLines(const QList<QByteArrayView>& lines, bool ends, bool isUtf8)
{
    QStringDecoder decode(isUtf8 ? QStringDecoder::Utf8 : QStringDecoder::Latin1);
    QStringList shown;
    shown.reserve(lines.size());
    for (auto line : lines) {
        const bool ended = line.endsWith('\n');
        const bool crlf = line.endsWith("\r\n");
        line.chop(crlf ? 2 : ended ? 1 : 0);
        decode.resetState();
        const QString text = decode(line);
        auto one = agent::visibleText(text.left(longestLine));
        if (text.size() > longestLine)
            one += u" …"_s;
        if (ends && crlf)
            one += u" (CRLF)"_s;
        if (ends && !ended)
            one += Text::tr(" (no end of line)");
        shown.append(one);
    }
    return shown;
}

bool endsAlike(const QByteArray& a, const QByteArray& b)
{
    return a.endsWith('\n') == b.endsWith('\n') && a.contains("\r\n") == b.contains("\r\n");
}

std::shared_ptr<const ShownFile> shownFile(const FileReview& review, const QByteArray& before, const QByteArray& after,
                                           const QString& name, const markup::LineColours& colours,
                                           const std::stop_token& stop)
{
    const auto isUtf8 = [](const QByteArray& bytes) { return contentOf(bytes) == Content::Text; };
    const bool ends = !endsAlike(before, after) && !before.isEmpty() && !after.isEmpty();
    auto shown = std::make_shared<ShownFile>();
    shown->before.lines = shownLines(review.before(), ends, isUtf8(before));
    shown->after.lines = shownLines(review.after(), ends, isUtf8(after));
    shown->before.spans = colours.colour(shown->before.lines, name, stop);
    shown->after.spans = colours.colour(shown->after.lines, name, stop);
    for (const auto& hunk : review.hunks())
        shown->edits.push_back(hunk.edit);
    return shown;
}

Stand standOf(const QList<Hunk>& hunks)
{
    const auto all = [&hunks](Hunk::State state) {
        return std::ranges::all_of(hunks, [state](const Hunk& hunk) { return hunk.state == state; });
    };
    return all(Hunk::State::Standing) ? Stand::Standing : all(Hunk::State::Reverted) ? Stand::Reverted : Stand::Changed;
}

/// Why a file is not shown by line; empty where it can be.
QString whyNotByLine(const ChangedFile& change, const agent::FileBytes& before, const agent::FileBytes& after)
{
    if (change.kind == ChangedFile::Kind::TypeChanged || isLink(before.mode) || isLink(after.mode))
        return isLink(after.mode) ? Text::tr("%1 is a link to %2 now. It can be taken back as a whole.")
                                        .arg(named(change.path), named(after.bytes))
                                  : Text::tr("%1 was a link to %2. It can be taken back as a whole.")
                                        .arg(named(change.path), named(before.bytes));
    if (contentOf(before.bytes) == Content::Binary || contentOf(after.bytes) == Content::Binary)
        return Text::tr("%1 is no text (%2 bytes before, %3 after). It can be taken back as a whole.")
            .arg(named(change.path))
            .arg(before.bytes.size())
            .arg(after.bytes.size());
    if (before.bytes.count('\n') > mostLines || after.bytes.count('\n') > mostLines)
        return Text::tr("%1 has more than 200,000 lines, which are not shown. It can be taken back as a whole.")
            .arg(named(change.path));
    return {};
}

QString noticeOf(const ChangedFile& change)
{
    QStringList said;
    if (change.kind == ChangedFile::Kind::Renamed)
        said += Text::tr("Renamed from %1; its content stayed.").arg(named(change.original));
    if (change.mode == "100755" && change.modeBefore == "100644")
        said += Text::tr("It became a program (executable).");
    if (change.mode == "100644" && change.modeBefore == "100755")
        said += Text::tr("It is no program (executable) any more.");
    return said.join(u' ');
}

void lookAtNow(ReviewedFile& file, const QByteArray& before, const QByteArray& after, const agent::FileBytes& now,
               Stand listed)
{
    file.hash = now.hash.isEmpty() ? hashOf(now.bytes) : now.hash;
    auto review = std::make_shared<FileReview>(before, after, now.bytes);
    file.stand = review->hunks().isEmpty() ? listed : standOf(review->hunks());
    file.now = file.stand == Stand::Changed ? shownLines(review->now(), false, contentOf(now.bytes) == Content::Text)
                                            : QStringList();
    file.byHunk = now.isThere() && file.change.kind == ChangedFile::Kind::Modified &&
                  contentOf(now.bytes) == Content::Text && contentOf(before) == Content::Text &&
                  contentOf(after) == Content::Text && QString::fromUtf8(file.change.path).toUtf8() == file.change.path;
    file.review = std::move(review);
}

agent::RestoreRequest requestFor(const Range& range, Direction direction)
{
    const bool back = direction == Direction::Revert;
    return {.to = back ? range.before : range.after, .since = back ? range.after : range.before};
}

struct Moved {
    bool some = false; ///< Something was written.
    bool all = false;  ///< Nothing stays.
};

/// What still stands of a file that somebody changed since.
Result<Moved> moveWhatStands(agent::WorkspaceCheckpoints& checkpoints, const Range& range, const ChangedFile& change,
                             Direction direction, const std::stop_token& stop)
{
    if (change.kind != ChangedFile::Kind::Modified)
        return Moved{};
    std::array<agent::FileBytes, 3> files; // before, after, now
    for (std::size_t i = 0; i < files.size(); ++i) {
        auto file = checkpoints.file(std::array{range.before, range.after, quint32{0}}[i], change.path, stop);
        if (!file)
            return std::unexpected(file.error());
        if (!file->isThere() || isLink(file->mode) || contentOf(file->bytes) != Content::Text)
            return Moved{};
        files[i] = *std::move(file);
    }
    const FileReview review(files[0].bytes, files[1].bytes, files[2].bytes);
    QSet<qsizetype> hunks;
    bool all = true;
    const bool back = direction == Direction::Revert;
    const auto from = back ? Hunk::State::Standing : Hunk::State::Reverted;
    for (qsizetype i = 0; i < review.hunks().size(); ++i) {
        if (review.hunks()[i].state == from)
            hunks.insert(i);
        all = all && review.hunks()[i].state != Hunk::State::Conflict;
    }
    if (hunks.isEmpty())
        return Moved{.some = false, .all = all};
    const auto written =
        checkpoints.replace(change.path, back ? review.reverted(hunks) : review.putBack(hunks), files[2].hash, stop);
    if (!written && written.error().code == ErrorCode::Conflict)
        return Moved{};
    return written.transform([all](const QString&) { return Moved{.some = true, .all = all}; });
}

} // namespace

Result<ListedFiles> listFiles(agent::WorkspaceCheckpoints& checkpoints, const Range& range, const std::stop_token& stop)
{
    const auto changes = checkpoints.changes(range.before, range.after, stop);
    if (!changes)
        return std::unexpected(changes.error());
    const auto differsNow = [&](quint32 from) {
        return checkpoints.changes(from, 0, stop).transform([](const agent::ChangedFiles& found) {
            QSet<QByteArray> paths;
            for (const auto& file : found.files)
                paths << file.path << file.original;
            return paths;
        });
    };
    const auto sinceAfter = differsNow(range.after);
    const auto sinceBefore = differsNow(range.before);
    if (!sinceAfter || !sinceBefore)
        return std::unexpected(sinceAfter ? sinceBefore.error() : sinceAfter.error());
    ListedFiles listed{.files = {}, .count = changes->count};
    for (const auto& file : changes->files) {
        const auto isIn = [&file](const QSet<QByteArray>& paths) {
            return paths.contains(file.path) || (!file.original.isEmpty() && paths.contains(file.original));
        };
        listed.files.append({file, !isIn(*sinceAfter)    ? Stand::Standing
                                   : !isIn(*sinceBefore) ? Stand::Reverted
                                                         : Stand::Changed});
    }
    return listed;
}

Result<FilePointer> readFile(agent::WorkspaceCheckpoints& checkpoints, const markup::LineColours& colours,
                             const Range& range, const ListedFile& listed, const FilePointer& known,
                             const std::stop_token& stop)
{
    const auto& change = listed.change;
    auto file = std::make_shared<ReviewedFile>();
    file->change = change;
    file->stand = listed.stand;
    file->notice = noticeOf(change);
    agent::FileBytes before;
    agent::FileBytes after;
    if (known && known->shown) {
        file->shown = known->shown;
        before.bytes = known->review->beforeBytes();
        after.bytes = known->review->afterBytes();
    } else {
        const auto was =
            checkpoints.file(range.before, change.original.isEmpty() ? change.path : change.original, stop);
        const auto left = checkpoints.file(range.after, change.path, stop);
        if (!was || !left)
            return std::unexpected(was ? left.error() : was.error());
        before = *was;
        after = *left;
    }
    if (const auto why = file->shown ? QString() : whyNotByLine(change, before, after); !why.isEmpty()) {
        file->notice = why;
        return file;
    }
    agent::FileBytes now = after;
    if (listed.stand != Stand::Standing) {
        auto present = checkpoints.file(0, change.path, stop);
        if (!present)
            return std::unexpected(present.error());
        now = *std::move(present);
    } else if (change.kind != ChangedFile::Kind::Deleted) {
        now.mode = "100644"; // it is there, as it was left
    }
    lookAtNow(*file, before.bytes, after.bytes, now, listed.stand);
    if (!file->shown)
        file->shown = shownFile(*file->review, before.bytes, after.bytes,
                                QFileInfo(QString::fromUtf8(change.path)).fileName(), colours, stop);
    if (!file->byHunk && change.kind == ChangedFile::Kind::Modified && !file->review->hunks().isEmpty() &&
        (contentOf(before.bytes) != Content::Text || contentOf(after.bytes) != Content::Text))
        file->notice +=
            Text::tr("%1 is not UTF-8, so that it can only be taken back as a whole.").arg(named(change.path));
    return file;
}

Result<FilePointer> writeHunks(agent::WorkspaceCheckpoints& checkpoints, const FilePointer& file,
                               const QSet<qsizetype>& hunks, Direction direction, const std::stop_token& stop)
{
    const auto& review = *file->review;
    const auto bytes = direction == Direction::Revert ? review.reverted(hunks) : review.putBack(hunks);
    const auto hash = checkpoints.replace(file->change.path, bytes, file->hash, stop);
    if (!hash)
        return std::unexpected(hash.error());
    auto written = std::make_shared<ReviewedFile>(*file);
    lookAtNow(*written, review.beforeBytes(), review.afterBytes(), {.bytes = bytes, .mode = "100644", .hash = *hash},
              file->stand);
    return written;
}

Result<agent::CheckpointRestored> moveFiles(agent::WorkspaceCheckpoints& checkpoints, const Range& range,
                                            const QList<ChangedFile>& files, Direction direction,
                                            const std::stop_token& stop)
{
    auto request = requestFor(range, direction);
    QHash<QByteArray, ChangedFile> known;
    for (const auto& file : files) {
        request.paths.append(file.path);
        if (!file.original.isEmpty())
            request.paths.append(file.original);
        known.insert(file.path, file);
    }
    auto restored = checkpoints.restore(request, stop);
    if (!restored)
        return std::unexpected(restored.error());
    QList<agent::KeptFile> kept;
    for (const auto& one : std::exchange(restored->kept, {})) {
        const auto change = known.constFind(one.path);
        const auto moved = change != known.cend() && one.changedSince
                               ? moveWhatStands(checkpoints, range, *change, direction, stop)
                               : Result<Moved>(Moved{});
        if (!moved)
            return std::unexpected(moved.error());
        if (moved->some) {
            restored->files.append(*change);
            ++restored->count;
            restored->after = {}; // more was written behind that checkpoint
        }
        if (!moved->all)
            restored->kept.append(one);
    }
    if (restored->after.id == 0)
        if (const auto after = checkpoints.take(Text::tr("After going back"), stop))
            restored->after = *after;
    return agent::restoredEvent(request, *restored);
}

Result<agent::CheckpointRestored> goTo(agent::WorkspaceCheckpoints& checkpoints, quint32 to, quint32 since,
                                       const std::stop_token& stop)
{
    const agent::RestoreRequest request{.to = to, .since = since};
    return checkpoints.restore(request, stop).transform([&request](const agent::RestoredFiles& restored) {
        return agent::restoredEvent(request, restored);
    });
}

} // namespace kalpana::desktop::review
