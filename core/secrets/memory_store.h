#pragma once

#include "core/secrets/secret_store.h"

#include <map>
#include <mutex>

namespace kalpana::secrets {

/// Secrets for this run of the program only: where there is no keychain, and in tests.
class MemoryStore final : public SecretStore {
public:
    Result<std::optional<Secret>> read(const QString& key) override;
    Result<void> write(const QString& key, const Secret& value) override;
    Result<void> remove(const QString& key) override;
    Result<QStringList> keys() override;

private:
    std::mutex m_mutex; ///< Guards what follows.
    std::map<QString, Secret> m_secrets;
};

} // namespace kalpana::secrets
