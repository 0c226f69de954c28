#include "app/desktop/review/review_page.h"

#include "app/desktop/look/colours.h"
#include "app/desktop/look/widgets.h"
#include "app/desktop/review/diff_view.h"
#include "app/desktop/review/file_list.h"
#include "app/desktop/review/shared_colours.h"
#include "core/agent/visible_text.h"

#include <QLabel>
#include <QLocale>
#include <QMenu>
#include <QPushButton>
#include <QSplitter>
#include <QStackedLayout>

#include <algorithm>

namespace kalpana::desktop::review {

using namespace Qt::StringLiterals;
using kalpana::review::Hunk;
using look::Tone;

namespace {

constexpr qsizetype mostCheckpoints = 30; // in the menu, the newest first

QString named(const QByteArray& path)
{
    return agent::visibleText(QString::fromUtf8(path));
}

} // namespace

void ReviewPage::showTurn(const Range& range, const QString& path)
{
    leave();
    m_mode = Mode::Turn;
    m_range = range;
    m_title->setText(tr("What this turn changed"));
    m_undoTo = 0;
    m_noticeText->clear();
    load(path.toUtf8());
}

void ReviewPage::showWayTo(quint32 checkpoint, const QString& label)
{
    leave();
    m_mode = Mode::Preview;
    m_target = checkpoint;
    m_targetLabel = label;
    m_title->setText(tr("Going back to: %1").arg(label));
    m_undoTo = 0;
    m_noticeText->clear();
    load({});
}

std::shared_ptr<agent::WorkspaceTools> ReviewPage::tools()
{
    auto tools = m_services.tools();
    return tools && tools->checkpoints() != nullptr ? tools : nullptr;
}

QSet<qsizetype>& ReviewPage::kept(const QByteArray& path)
{
    return (*m_services.kept)[{m_range.before, m_range.after}][path];
}

const ListedFile* ReviewPage::listedFile(const QByteArray& path) const
{
    const auto file = std::ranges::find(m_files, path, [](const ListedFile& one) { return one.change.path; });
    return file == m_files.end() ? nullptr : &*file;
}

void ReviewPage::showState(const QString& sentence, bool busy, bool retry)
{
    m_stateText->setText(sentence);
    m_spinner->setVisible(busy);
    m_retry->setVisible(retry);
    m_stack->setCurrentWidget(m_state);
    m_busy = busy;
    refresh();
}

void ReviewPage::say(const QString& sentence, Tone tone)
{
    m_noticeText->setText(sentence);
    look::setRole(m_noticeText, tone == Tone::Bad ? "error"_L1 : tone == Tone::Warn ? "warning"_L1 : "small"_L1);
}

void ReviewPage::load(QByteArray first)
{
    const auto round = ++m_round;
    m_file.reset();
    m_path.clear();
    m_files.clear();
    m_counts->clear();
    const auto at = tools();
    if (!at) {
        showState(tr("The workspace is not connected. Wait until it runs, then try again."), false, true);
        return;
    }
    showState(m_mode == Mode::Turn ? tr("Looking at what has changed…") : tr("Looking at what this would change…"),
              true);
    struct Loaded {
        Result<ListedFiles> files;
        Range range;
    };
    m_services.background.run(
        this,
        [at, mode = m_mode, range = m_range, target = m_target](std::stop_token stop) -> Loaded {
            auto& checkpoints = *at->checkpoints();
            if (mode == Mode::Turn)
                return {listFiles(checkpoints, range, stop), range};
            const auto now = checkpoints.take(tr("Before going back"), stop);
            if (!now)
                return {std::unexpected(now.error()), range};
            const auto changes = checkpoints.changes(now->id, target, stop);
            return {changes.transform([](const agent::ChangedFiles& found) {
                        ListedFiles listed{.files = {}, .count = found.count};
                        for (const auto& file : found.files)
                            listed.files.append({file, Stand::Standing});
                        return listed;
                    }),
                    {now->id, target}};
        },
        [this, round, first](const Loaded& loaded) {
            if (round != m_round)
                return;
            m_range = loaded.range;
            listed(loaded.files, first);
        });
}

void ReviewPage::listed(const Result<ListedFiles>& files, const QByteArray& first)
{
    if (!files) {
        showState(files.error().sentence, false, true);
        return;
    }
    m_files = files->files;
    m_count = files->count;
    qint64 added = 0;
    qint64 removed = 0;
    for (const auto& file : std::as_const(m_files)) {
        added += file.change.added;
        removed += file.change.removed;
    }
    m_counts->setText(tr("%n file(s)", nullptr, static_cast<int>(m_count)) + u"   +%1 −%2"_s.arg(added).arg(removed));
    if (m_files.isEmpty()) {
        m_counts->clear();
        showState(m_mode == Mode::Turn ? tr("This turn changed no file that is left to look at.")
                                       : tr("The workspace is as it was then: there is nothing to go back to."),
                  false);
        return;
    }
    m_busy = false;
    m_list->present(m_files);
    for (const auto& file : std::as_const(m_files))
        m_list->setKept(file.change.path, isKept(file.change.path));
    m_stack->setCurrentWidget(m_split);
    if (m_count > m_files.size())
        say(tr("Only the first %1 of %2 files are listed. What is done to all is done to the others too.")
                .arg(m_files.size())
                .arg(m_count));
    m_list->choose(first);
    if (m_path.isEmpty())
        choose(m_list->chosen());
    m_diff->setFocus();
    refresh();
}

void ReviewPage::choose(const QByteArray& path)
{
    const auto* file = listedFile(path);
    const auto at = tools();
    if (file == nullptr || !at || (path == m_path && m_file == nullptr && m_busy))
        return;
    const auto round = ++m_round;
    const auto known = m_file && m_path == path ? m_file : nullptr;
    if (!known) {
        m_file.reset();
        m_diff->present(nullptr, {}, false);
        m_fileNotice->setText(tr("Reading %1…").arg(named(path)));
        m_fileNotice->setVisible(true);
    }
    m_path = path;
    m_fileName->setText(named(path));
    m_fileName->setToolTip(named(path).toHtmlEscaped());
    refresh();
    struct Read {
        Result<FilePointer> file;
        markup::CodePalette palette;
    };
    m_services.background.run(
        this,
        [at, colours = m_colours, range = m_range, listed = *file, known](std::stop_token stop) {
            return colours->use([&](const markup::LineColours& all) {
                return Read{readFile(*at->checkpoints(), all, range, listed, known, stop), all.palette()};
            });
        },
        [this, round, path](const Read& read) {
            if (round != m_round)
                return;
            m_diff->setCodePalette(read.palette);
            shown(read.file, path);
        });
}

void ReviewPage::shown(const Result<FilePointer>& file, const QByteArray& path)
{
    m_busy = false;
    if (!file) {
        m_fileNotice->setText(file.error().sentence);
        m_fileNotice->setVisible(true);
        refresh();
        return;
    }
    m_file = *file;
    for (auto& one : m_files)
        if (one.change.path == path)
            one.stand = m_file->stand;
    m_list->setStand(path, m_file->stand);
    present();
}

void ReviewPage::present()
{
    auto notice = m_file->notice;
    if (m_mode == Mode::Turn && m_file->stand == Stand::Changed && !m_file->byHunk)
        notice = notice + u' ' +
                 tr("%1 was changed since this turn, and stays as it is. Decide in the editor.").arg(named(m_path));
    m_fileNotice->setText(notice.trimmed());
    m_fileNotice->setVisible(!notice.trimmed().isEmpty());
    m_diff->present(m_file, kept(m_path), m_mode == Mode::Turn);
    m_list->setKept(m_path, isKept(m_path));
    refresh();
}

bool ReviewPage::isKept(const QByteArray& path)
{
    const auto& hunks = kept(path);
    if (hunks.contains(-1)) // the whole file
        return true;
    return m_file && m_path == path && m_file->review && !hunks.isEmpty() &&
           hunks.size() == m_file->review->hunks().size();
}

/// What can be done now.
void ReviewPage::refresh()
{
    const bool files = m_stack->currentWidget() == m_split;
    const bool turn = m_mode == Mode::Turn;
    const bool ready = files && !m_busy;
    const auto any = [this](Stand stand) {
        return std::ranges::any_of(m_files, [stand](const ListedFile& file) { return file.stand == stand; });
    };
    m_keepAll->setVisible(files && turn);
    m_revertAll->setVisible(files && turn);
    m_go->setVisible(files && !turn);
    m_keepAll->setEnabled(ready);
    m_revertAll->setEnabled(ready && (any(Stand::Standing) || any(Stand::Changed)));
    m_go->setEnabled(ready);
    m_undo->setVisible(m_undoTo != 0);
    m_undo->setEnabled(!m_busy);
    const bool hunks = m_file && m_file->review && !m_file->review->hunks().isEmpty();
    m_previous->setEnabled(ready && hunks);
    m_next->setEnabled(ready && hunks);
    m_layoutButton->setEnabled(files && hunks);
    m_fileButton->setVisible(turn && m_file != nullptr);
    m_fileButton->setEnabled(ready);
    m_fileButton->setText(m_file && m_file->stand == Stand::Reverted ? tr("Put file back") : tr("Revert file"));
}

void ReviewPage::setSideBySide(bool on)
{
    m_diff->showLayout(on ? kalpana::review::Layout::SideBySide : kalpana::review::Layout::Unified);
}

void ReviewPage::step(int by)
{
    if (!m_file || !m_file->review)
        return;
    const auto next = m_diff->hunk() + by;
    if (next >= 0 && next < m_file->review->hunks().size()) {
        m_diff->turnTo(next);
        return;
    }
    // Behind the last one comes the next file's first.
    const auto row = m_list->currentIndex().row() + by;
    if (row >= 0 && row < m_list->model()->rowCount())
        m_list->setCurrentIndex(m_list->model()->index(row, 0));
}

void ReviewPage::keepHunk(qsizetype hunk)
{
    if (m_mode != Mode::Turn || m_busy || !m_file || !m_file->review || hunk < 0 ||
        m_file->review->hunks()[hunk].state != Hunk::State::Standing)
        return;
    kept(m_path).insert(hunk);
    present();
    step(1);
}

void ReviewPage::moveHunk(qsizetype hunk, Direction direction)
{
    const auto at = tools();
    if (m_mode != Mode::Turn || m_busy || !m_file || !m_file->review || hunk < 0)
        return;
    const auto state = m_file->review->hunks()[hunk].state;
    if (state != (direction == Direction::Revert ? Hunk::State::Standing : Hunk::State::Reverted))
        return;
    if (!at) {
        say(tr("The workspace is not connected. Wait until it runs, then try again."), Tone::Bad);
        return;
    }
    if (!m_file->byHunk) { // a new or deleted file has one hunk: it goes as a whole
        if (m_file->review->hunks().size() == 1)
            moveFile();
        return;
    }
    m_busy = true;
    refresh();
    const auto round = ++m_round;
    m_services.background.run(
        this,
        [at, file = m_file, hunk, direction](std::stop_token stop) {
            return writeHunks(*at->checkpoints(), file, {hunk}, direction, stop);
        },
        [this, round, hunk, path = m_path](const Result<FilePointer>& written) {
            if (round != m_round)
                return;
            m_busy = false;
            if (written) {
                kept(path).remove(hunk);
                m_touched.insert(named(path));
                say({});
                shown(written, path);
                return;
            }
            say(written.error().code == ErrorCode::Conflict
                    ? tr("%1 was changed while you looked at it. Nothing was written; here is how it stands now.")
                          .arg(named(path))
                    : written.error().sentence,
                Tone::Warn);
            for (auto& one : m_files)
                if (one.change.path == path)
                    one.stand = Stand::Changed;
            choose(path);
        });
}

void ReviewPage::moveFile()
{
    const auto* listed = listedFile(m_path);
    if (m_mode != Mode::Turn || listed == nullptr || m_busy)
        return;
    const auto direction = listed->stand == Stand::Reverted ? Direction::PutBack : Direction::Revert;
    kept(m_path).clear();
    run([range = m_range, change = listed->change,
         direction](agent::WorkspaceCheckpoints& checkpoints,
                    const std::stop_token& stop) { return moveFiles(checkpoints, range, {change}, direction, stop); },
        true);
}

void ReviewPage::keepAll()
{
    for (const auto& file : std::as_const(m_files)) {
        if (file.stand == Stand::Reverted)
            continue;
        kept(file.change.path).insert(-1);
        m_list->setKept(file.change.path, true);
    }
    if (m_file && m_file->review)
        for (qsizetype i = 0; i < m_file->review->hunks().size(); ++i)
            kept(m_path).insert(i);
    if (m_file)
        present();
    say(tr("Every change stays."));
}

void ReviewPage::revertAll()
{
    if (m_busy)
        return;
    QList<agent::ChangedFile> files;
    if (m_count == m_files.size()) // else there are more than are known here: all
        for (const auto& file : std::as_const(m_files))
            files.append(file.change);
    m_services.kept->remove({m_range.before, m_range.after});
    run([range = m_range, files](agent::WorkspaceCheckpoints& checkpoints, const std::stop_token& stop) {
        return moveFiles(checkpoints, range, files, Direction::Revert, stop);
    });
}

void ReviewPage::goThere()
{
    run([range = m_range](agent::WorkspaceCheckpoints& checkpoints, const std::stop_token& stop) {
        return goTo(checkpoints, range.after, range.before, stop);
    });
}

void ReviewPage::undoLast()
{
    run([to = m_undoTo, since = m_undoSince](agent::WorkspaceCheckpoints& checkpoints, const std::stop_token& stop) {
        return goTo(checkpoints, to, since, stop);
    });
}

void ReviewPage::run(Work work, bool partly)
{
    const auto at = tools();
    if (!at) {
        say(tr("The workspace is not connected. Wait until it runs, then try again."), Tone::Bad);
        return;
    }
    m_busy = true;
    say(tr("Writing the files…"));
    refresh();
    ++m_round;
    m_services.background.run(
        this, [at, work = std::move(work)](std::stop_token stop) { return work(*at->checkpoints(), stop); },
        [this, partly](const Result<agent::CheckpointRestored>& outcome) { done(outcome, partly); });
}

void ReviewPage::done(const Result<agent::CheckpointRestored>& outcome, bool partly)
{
    m_busy = false;
    if (!outcome) {
        say(outcome.error().sentence, Tone::Bad);
        load(m_path);
        return;
    }
    if (partly)
        m_touched += QSet(outcome->files.begin(), outcome->files.end());
    else if (outcome->count > 0)
        Q_EMIT wentBack(*outcome);
    QStringList sentences{outcome->count == 0
                              ? tr("No file was changed.")
                              : tr("%n file(s) were written.", nullptr, static_cast<int>(outcome->count))};
    if (!outcome->kept.isEmpty())
        sentences += tr("Left as they are, for they were changed since: %1. Decide by hunk, or in the editor.")
                         .arg(outcome->kept.first(std::min<qsizetype>(outcome->kept.size(), 5)).join(u", "_s));
    m_undoTo = outcome->count > 0 && outcome->after != 0 ? outcome->before : 0;
    m_undoSince = outcome->after;
    say(sentences.join(u' '), outcome->kept.isEmpty() ? Tone::Neutral : Tone::Warn);
    load(m_path);
}

/// Something else is looked at, or nothing: what was done by hunk and by file is told in one.
void ReviewPage::leave()
{
    auto files = QStringList(m_touched.begin(), m_touched.end());
    m_touched.clear();
    if (files.isEmpty())
        return;
    files.sort();
    Q_EMIT wentBack({.files = files, .count = files.size()});
}

void ReviewPage::fillCheckpoints()
{
    const auto at = tools();
    m_menu->clear();
    m_menu->addAction(at ? tr("Reading the checkpoints…") : tr("The workspace is not connected."))->setEnabled(false);
    m_menu->popup(m_checkpoints->mapToGlobal(QPoint(0, m_checkpoints->height())));
    if (!at)
        return;
    m_services.background.run(
        this, [at](std::stop_token stop) { return at->checkpoints()->checkpoints(stop); },
        [this](const Result<QList<agent::Checkpoint>>& all) {
            m_menu->clear();
            if (!all || all->isEmpty()) {
                m_menu->addAction(all ? tr("There is no checkpoint yet.") : all.error().sentence)->setEnabled(false);
                return;
            }
            for (qsizetype i = all->size() - 1, shown = 0; i >= 0 && shown < mostCheckpoints; --i, ++shown) {
                const auto& one = all->at(i);
                const auto label =
                    one.label.isEmpty() ? tr("Checkpoint %1").arg(one.id) : agent::visibleText(one.label);
                const auto when = one.at.date() == QDate::currentDate()
                                      ? QLocale().toString(one.at.time(), QLocale::ShortFormat)
                                      : QLocale().toString(one.at, QLocale::ShortFormat);
                auto text = when + u"   "_s + fontMetrics().elidedText(label, Qt::ElideRight, 420);
                connect(m_menu->addAction(text.replace(u'&', "&&"_L1)), &QAction::triggered, this,
                        [this, id = one.id, label] { showWayTo(id, label); });
            }
        });
}

} // namespace kalpana::desktop::review
