#include "app/desktop/home/workspace_list.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace kalpana::desktop;
using namespace Qt::StringLiterals;
using values::WorkspaceState;

class WorkspaceListTest final : public QObject {
    Q_OBJECT
    static values::WorkspaceRow row(const QString& id, int hoursAgo)
    {
        return {.id = id,
                .name = id,
                .host = u"devbox"_s,
                .folder = u"/srv/"_s + id,
                .lastUsed = QDateTime(QDate(2026, 3, 14), QTime(12, 0)).addSecs(-3600LL * hoursAgo)};
    }

private Q_SLOTS:
    void rows_areLastUsedFirst_andKeepTheirState()
    {
        home::WorkspaceList list;
        const QAbstractItemModelTester tester(&list, QAbstractItemModelTester::FailureReportingMode::QtTest);
        list.setRows({row(u"old"_s, 9), row(u"new"_s, 1)});
        QCOMPARE(list.index(0).data().toString(), u"new"_s);
        list.setState(u"old"_s, WorkspaceState::Running);
        list.setRows({row(u"old"_s, 0), row(u"new"_s, 1)});
        QCOMPARE(list.index(0).data(home::WorkspaceList::IdRole).toString(), u"old"_s);
        QCOMPARE(list.find(u"old"_s)->state, WorkspaceState::Running);
    }

    void state_changesOneRow_once()
    {
        home::WorkspaceList list;
        list.setRows({row(u"a"_s, 2), row(u"b"_s, 1)});
        QSignalSpy changed(&list, &QAbstractItemModel::dataChanged);
        list.setState(u"a"_s, WorkspaceState::Connecting);
        list.setState(u"a"_s, WorkspaceState::Connecting);
        list.setState(u"nobody"_s, WorkspaceState::Failed);
        QCOMPARE(changed.size(), 1);
        QCOMPARE(changed.first().first().toModelIndex().row(), 1);
    }

    void filterText_hasNameHostAndFolder()
    {
        home::WorkspaceList list;
        list.setRows({row(u"a"_s, 2)});
        QCOMPARE(list.index(0).data(home::WorkspaceList::FilterRole).toString(), u"a\ndevbox\n/srv/a"_s);
    }
};

QTEST_GUILESS_MAIN(WorkspaceListTest)
#include "workspace_list_test.moc"
