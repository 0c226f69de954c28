#pragma once

#include "core/secrets/memory_store.h"

#include <functional>

namespace kalpana::secrets {

/// A keychain, or memory for this run once the keychain turned out to be missing or to refuse; says so once. Secrets
/// are never put into a file.
class FallbackStore final : public SecretStore {
public:
    /// `told` is called at the first failure, on the thread of the call that failed, with why there is no keychain.
    explicit FallbackStore(SecretStore& keychain, std::function<void(const Error&)> told = {})
        : m_keychain(keychain), m_told(std::move(told))
    {
    }

    Result<std::optional<Secret>> read(const QString& key) override;
    Result<void> write(const QString& key, const Secret& value) override;
    Result<void> remove(const QString& key) override;
    Result<QStringList> keys() override;
    /// Why memory is used, once it is.
    [[nodiscard]] std::optional<Error> reason() const;

private:
    template <typename T>
    [[nodiscard]] Result<T> firstOf(const std::function<Result<T>(SecretStore&)>& call);

    SecretStore& m_keychain;
    std::function<void(const Error&)> m_told;
    MemoryStore m_memory;
    mutable std::mutex m_mutex; ///< Guards what follows.
    std::optional<Error> m_reason;
};

} // namespace kalpana::secrets
