#include "core/secrets/memory_store.h"

#include "core/secrets/keys.h"

namespace kalpana::secrets {

Result<std::optional<Secret>> MemoryStore::read(const QString& key)
{
    const std::scoped_lock lock(m_mutex);
    const auto found = m_secrets.find(key);
    if (found == m_secrets.end())
        return std::nullopt;
    return found->second.clone();
}

Result<void> MemoryStore::write(const QString& key, const Secret& value)
{
    if (const auto fit = checkKey(key); !fit)
        return fit;
    const std::scoped_lock lock(m_mutex);
    m_secrets.insert_or_assign(key, value.clone());
    return {};
}

Result<void> MemoryStore::remove(const QString& key)
{
    const std::scoped_lock lock(m_mutex);
    m_secrets.erase(key);
    return {};
}

Result<QStringList> MemoryStore::keys()
{
    const std::scoped_lock lock(m_mutex);
    QStringList names;
    for (const auto& [key, value] : m_secrets)
        names << key;
    return names;
}

} // namespace kalpana::secrets
