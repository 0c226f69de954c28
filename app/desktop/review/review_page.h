#pragma once

#include "app/desktop/background/background.h"
#include "app/desktop/look/colours.h"
#include "app/desktop/review/review_work.h"
#include "core/agent/workspace_tools.h"

#include <QWidget>

#include <functional>

class QLabel;
class QMenu;
class QPushButton;
class QSplitter;
class QStackedLayout;

namespace kalpana::desktop::review {

class DiffView;
class FileList;

/// Which hunks the user said are to be kept: by turn, file and hunk. Outlives the pages that are opened and closed.
using KeptHunks = QHash<std::pair<quint32, quint32>, QHash<QByteArray, QSet<qsizetype>>>;

class SharedColours;

struct ReviewServices {
    background::Background& background; ///< Outlives the page.
    /// Called on the GUI thread; null while the workspace is not connected.
    std::function<std::shared_ptr<agent::WorkspaceTools>()> tools;
    std::shared_ptr<KeptHunks> kept = std::make_shared<KeptHunks>();
};

/// Looks at what lies between two checkpoints: a turn, to keep or revert it by hunk, file or all; or the way back to a
/// checkpoint, as a preview, to go there. Nothing here waits: all that asks the workspace runs in the background.
class ReviewPage final : public QWidget {
    Q_OBJECT
public:
    explicit ReviewPage(ReviewServices services, QWidget* parent = nullptr);
    ~ReviewPage() override;

    /// What a turn changed; `path`, unless it is empty, first.
    void showTurn(const Range& range, const QString& path);
    /// What going to a checkpoint would change now.
    void showWayTo(quint32 checkpoint, const QString& label);

Q_SIGNALS:
    void closeRequested();
    /// Files were made what they were: at once where all of a turn or of a checkpoint was meant, else (`to` is 0) when
    /// the review is left.
    void wentBack(const kalpana::agent::CheckpointRestored& restored);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    enum class Mode { Turn, Preview };
    using Work = std::function<Result<agent::CheckpointRestored>(agent::WorkspaceCheckpoints&, const std::stop_token&)>;

    void makeHead();
    void makeBody();
    void makeFoot();
    void makeKeys();
    void load(QByteArray first);
    void listed(const Result<ListedFiles>& files, const QByteArray& first);
    void choose(const QByteArray& path);
    void shown(const Result<FilePointer>& file, const QByteArray& path);
    void present();
    void refresh();
    void say(const QString& sentence, look::Tone tone = look::Tone::Neutral);
    void showState(const QString& sentence, bool busy, bool retry = false);

    void keepHunk(qsizetype hunk);
    void moveHunk(qsizetype hunk, Direction direction);
    void moveFile();
    void keepAll();
    void run(Work work, bool partly = false);
    void done(const Result<agent::CheckpointRestored>& outcome, bool partly);
    void leave();
    void revertAll();
    void goThere();
    void undoLast();
    void fillCheckpoints();
    void step(int by);
    void setSideBySide(bool on);

    [[nodiscard]] std::shared_ptr<agent::WorkspaceTools> tools();
    [[nodiscard]] QSet<qsizetype>& kept(const QByteArray& path);
    [[nodiscard]] const ListedFile* listedFile(const QByteArray& path) const;
    [[nodiscard]] bool isKept(const QByteArray& path);

    ReviewServices m_services;
    std::shared_ptr<SharedColours> m_colours;
    Mode m_mode = Mode::Turn;
    Range m_range;
    quint32 m_target = 0; ///< Of a preview.
    QString m_targetLabel;
    QList<ListedFile> m_files;
    qint64 m_count = 0;
    FilePointer m_file;
    QByteArray m_path; ///< Of the file that is shown, or on its way.
    bool m_busy = false;
    int m_round = 0; ///< Answers to earlier questions are dropped.
    quint32 m_undoTo = 0;
    quint32 m_undoSince = 0;
    QSet<QString> m_touched; ///< Files of which a part was moved, which nobody was told yet.

    QLabel* m_title = nullptr;
    QLabel* m_counts = nullptr;
    QPushButton* m_layoutButton = nullptr;
    QPushButton* m_previous = nullptr;
    QPushButton* m_next = nullptr;
    QPushButton* m_checkpoints = nullptr;
    QPushButton* m_keepAll = nullptr;
    QPushButton* m_revertAll = nullptr;
    QPushButton* m_go = nullptr;
    QMenu* m_menu = nullptr;
    QWidget* m_notice = nullptr;
    QLabel* m_noticeText = nullptr;
    QPushButton* m_undo = nullptr;
    QStackedLayout* m_stack = nullptr;
    QWidget* m_state = nullptr;
    QLabel* m_stateText = nullptr;
    QWidget* m_spinner = nullptr;
    QPushButton* m_retry = nullptr;
    QSplitter* m_split = nullptr;
    FileList* m_list = nullptr;
    QWidget* m_fileHead = nullptr;
    QLabel* m_fileName = nullptr;
    QLabel* m_fileNotice = nullptr;
    QPushButton* m_fileButton = nullptr;
    DiffView* m_diff = nullptr;
};

} // namespace kalpana::desktop::review
