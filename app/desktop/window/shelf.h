#pragma once

#include "app/desktop/background/background.h"
#include "app/desktop/create/form_check.h"
#include "core/workspace/store.h"

#include <QObject>

namespace kalpana::desktop::window {

/// The stored workspaces as the window uses them: every call returns at once, the answer comes as a signal on the GUI
/// thread.
class Shelf final : public QObject {
    Q_OBJECT
public:
    explicit Shelf(background::Background& background, QObject* parent = nullptr);

    /// To be called first: where they are stored, and what was read from there.
    void fill(workspace::Store& store, QList<workspace::Record> records);

    void load();
    void create(const create::Form& form, const QString& sshConfig);
    /// Stores that it is used now.
    void touch(const QString& id);
    void remove(const QString& id);
    [[nodiscard]] const QList<workspace::Record>& records() const { return m_records; }
    [[nodiscard]] std::optional<workspace::Record> find(const QString& nameOrId) const;
    [[nodiscard]] QStringList names() const;

Q_SIGNALS:
    void loaded();
    void created(const kalpana::workspace::Record& record);
    void createFailed(const kalpana::Error& error);
    void failed(const kalpana::Error& error);

private:
    void adopt(QList<workspace::Record> records);

    workspace::Store* m_store = nullptr;
    background::Background& m_background;
    QList<workspace::Record> m_records;
};

} // namespace kalpana::desktop::window
