#include "core/secrets/fallback_store.h"

namespace kalpana::secrets {

template <typename T>
Result<T> FallbackStore::firstOf(const std::function<Result<T>(SecretStore&)>& call)
{
    if (reason())
        return call(m_memory);
    auto result = call(m_keychain);
    if (result || result.error().code != ErrorCode::Secrets)
        return result;
    const auto isFirst = [&] {
        const std::scoped_lock lock(m_mutex);
        return !std::exchange(m_reason, result.error()).has_value();
    }();
    if (isFirst && m_told)
        m_told(result.error());
    return call(m_memory);
}

Result<std::optional<Secret>> FallbackStore::read(const QString& key)
{
    return firstOf<std::optional<Secret>>([&](SecretStore& store) { return store.read(key); });
}

Result<void> FallbackStore::write(const QString& key, const Secret& value)
{
    return firstOf<void>([&](SecretStore& store) { return store.write(key, value); });
}

Result<void> FallbackStore::remove(const QString& key)
{
    return firstOf<void>([&](SecretStore& store) { return store.remove(key); });
}

Result<QStringList> FallbackStore::keys()
{
    return firstOf<QStringList>([](SecretStore& store) { return store.keys(); });
}

std::optional<Error> FallbackStore::reason() const
{
    const std::scoped_lock lock(m_mutex);
    return m_reason;
}

} // namespace kalpana::secrets
