#pragma once

#include "core/secrets/secret_store.h"

namespace kalpana::secrets {

/// Puts the API keys of environment variables in front of another store, read-only: OPENROUTER_API_KEY is
/// provider/openrouter/api-key, OPENAI_API_KEY is provider/openai/api-key, and so on; KALPANA_MODEL_API_KEY is the key
/// of every provider that has no variable of its own set. They are never stored and not listed.
class EnvironmentStore final : public SecretStore {
public:
    explicit EnvironmentStore(SecretStore& behind) : m_behind(behind) {}

    Result<std::optional<Secret>> read(const QString& key) override;
    Result<void> write(const QString& key, const Secret& value) override { return m_behind.write(key, value); }
    Result<void> remove(const QString& key) override { return m_behind.remove(key); }
    Result<QStringList> keys() override { return m_behind.keys(); }

private:
    SecretStore& m_behind;
};

} // namespace kalpana::secrets
