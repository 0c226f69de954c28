#pragma once

#include <QWidget>

class QLineEdit;
class QListView;
class QPushButton;
class QSortFilterProxyModel;
class QStackedWidget;

namespace kalpana::desktop::home {

class WorkspaceList;

/// What home shows with workspaces: their list, a filter, and what can be done with the chosen one. Its shortcuts
/// (Ctrl+F, Delete) are in force while it has the focus.
class ListedHome final : public QWidget {
    Q_OBJECT
public:
    explicit ListedHome(WorkspaceList& workspaces, QWidget* parent = nullptr);

    /// The id of the chosen workspace; empty without one.
    [[nodiscard]] QString chosen() const;
    void choose(const QString& id);

Q_SIGNALS:
    void newRequested();
    void openRequested(const QString& id);
    void stopRequested(const QString& id);
    void deleteRequested(const QString& id);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QWidget* makeHeader();
    QWidget* makeList();
    QWidget* makeFooter();
    void refresh();
    void openChosen();
    void showMenu(const QPoint& where);

    WorkspaceList& m_workspaces;
    QSortFilterProxyModel* m_filtered;
    QStackedWidget* m_stack;
    QLineEdit* m_filter;
    QListView* m_view;
    QPushButton* m_open;
    QPushButton* m_stop;
    QPushButton* m_delete;
};

} // namespace kalpana::desktop::home
