#pragma once

#include "core/review/file_review.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace kalpana::desktop::review {

/// Above a hunk: where it is, how it stands, and what can be done with it.
class HunkBar final : public QWidget {
    Q_OBJECT
public:
    explicit HunkBar(QWidget* parent);

    /// `count` is of all hunks of the file.
    void present(const kalpana::review::Hunk& hunk, qsizetype index, qsizetype count, bool kept, bool canDecide,
                 bool current);

Q_SIGNALS:
    void keepWanted();
    void revertWanted();
    void putBackWanted();

protected:
    void paintEvent(QPaintEvent*) override;

private:
    QLabel* m_where;
    QLabel* m_state;
    QPushButton* m_keep;
    QPushButton* m_revert;
    QPushButton* m_putBack;
    bool m_current = false;
};

} // namespace kalpana::desktop::review
