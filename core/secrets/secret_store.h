#pragma once

#include "core/base/error.h"
#include "core/base/secret.h"

#include <QStringList>

#include <optional>

namespace kalpana::secrets {

/// Where secrets are kept, by typed key (keys.h). Usable from every thread but the GUI's: a call may wait for the user
/// to unlock a keyring. Errors: Secrets (the keychain is missing or refused; the sentence says which and what to do),
/// Usage (not a key).
class SecretStore {
public:
    SecretStore() = default;
    SecretStore(const SecretStore&) = delete;
    SecretStore& operator=(const SecretStore&) = delete;
    virtual ~SecretStore() = default;

    /// The value, or nothing when there is none.
    [[nodiscard]] virtual Result<std::optional<Secret>> read(const QString& key) = 0;
    [[nodiscard]] virtual Result<void> write(const QString& key, const Secret& value) = 0;
    /// Removing what is not there is no error.
    [[nodiscard]] virtual Result<void> remove(const QString& key) = 0;
    /// The names of what is kept, sorted; never values.
    [[nodiscard]] virtual Result<QStringList> keys() = 0;
};

} // namespace kalpana::secrets
