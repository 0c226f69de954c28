#include "app/desktop/window/shelf.h"

#include <algorithm>

namespace kalpana::desktop::window {

using workspace::Record;

Shelf::Shelf(background::Background& background, QObject* parent) : QObject(parent), m_background(background) {}

void Shelf::fill(workspace::Store& store, QList<Record> records)
{
    m_store = &store;
    adopt(std::move(records));
}

void Shelf::load()
{
    m_background.run(
        this, [this](std::stop_token) { return m_store->list(); },
        [this](Result<QList<Record>> records) {
            if (records)
                adopt(*std::move(records));
            else
                Q_EMIT failed(records.error());
        });
}

void Shelf::adopt(QList<Record> records)
{
    m_records = std::move(records);
    Q_EMIT loaded();
}

void Shelf::create(const create::Form& form, const QString& sshConfig)
{
    const auto now = QDateTime::currentDateTimeUtc();
    const Record record{.id = workspace::makeId(form.name),
                        .name = form.name,
                        .host = form.host,
                        .folder = form.folder,
                        .createdAt = now,
                        .lastUsedAt = now,
                        .sshConfig = sshConfig};
    m_background.run(
        this, [this, record](std::stop_token) { return m_store->insert(record); },
        [this, record](const Result<void>& inserted) {
            if (!inserted) {
                Q_EMIT createFailed(inserted.error());
                return;
            }
            m_records.prepend(record);
            Q_EMIT loaded();
            Q_EMIT created(record);
        });
}

void Shelf::touch(const QString& id)
{
    m_background.run(
        this,
        [this, id](std::stop_token) -> Result<void> {
            // Read again: the gateway's port may have been chosen meanwhile.
            auto record = m_store->find(id);
            if (!record)
                return std::unexpected(record.error());
            record->lastUsedAt = QDateTime::currentDateTimeUtc();
            return m_store->update(*record);
        },
        [this](const Result<void>& touched) {
            if (touched)
                load();
        });
}

void Shelf::remove(const QString& id)
{
    m_background.run(
        this, [this, id](std::stop_token) { return m_store->remove(id); },
        [this](const Result<void>& removed) {
            if (!removed && removed.error().code != ErrorCode::NotFound)
                Q_EMIT failed(removed.error());
            load();
        });
}

std::optional<Record> Shelf::find(const QString& nameOrId) const
{
    const auto at = std::ranges::find_if(m_records, [&](const Record& record) {
        return record.id == nameOrId || record.name.compare(nameOrId, Qt::CaseInsensitive) == 0;
    });
    return at == m_records.end() ? std::nullopt : std::optional(*at);
}

QStringList Shelf::names() const
{
    QStringList result;
    for (const auto& record : m_records)
        result << record.name;
    return result;
}

} // namespace kalpana::desktop::window
