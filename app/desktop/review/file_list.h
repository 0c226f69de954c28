#pragma once

#include "app/desktop/review/reviewed_file.h"

#include <QListView>
#include <QStandardItemModel>

namespace kalpana::desktop::review {

/// The files that a turn changed: name, folder, kind, lines, and how each stands. GUI thread.
class FileList final : public QListView {
    Q_OBJECT
public:
    explicit FileList(QWidget* parent = nullptr);

    void present(const QList<ListedFile>& files);
    void setStand(const QByteArray& path, Stand stand);
    /// Every change of the file was kept.
    void setKept(const QByteArray& path, bool kept);
    void choose(const QByteArray& path);
    [[nodiscard]] QByteArray chosen() const;

Q_SIGNALS:
    void fileChosen(const QByteArray& path);

protected:
    void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;

private:
    [[nodiscard]] QStandardItem* itemOf(const QByteArray& path) const;
    QStandardItemModel m_model;
};

} // namespace kalpana::desktop::review
