#pragma once

#include "core/secrets/secret_store.h"

namespace kalpana::secrets {

/// The operating system's keychain through QtKeychain: the Secret Service (gnome-keyring, KeePassXC …) or KWallet on
/// Linux. Every entry is of one service name; the names of the keys are kept in an entry "index" of their own, as the
/// keychains can't list them. A call blocks until the keychain answers, and needs no event loop of its caller. Two
/// programs that add a key at the same moment may leave one out of the list; its value is kept.
class KeychainStore final : public SecretStore {
public:
    explicit KeychainStore(QString service = QStringLiteral("kalpana")) : m_service(std::move(service)) {}

    Result<std::optional<Secret>> read(const QString& key) override;
    Result<void> write(const QString& key, const Secret& value) override;
    Result<void> remove(const QString& key) override;
    Result<QStringList> keys() override;

private:
    [[nodiscard]] Result<std::optional<Secret>> readEntry(const QString& name) const;
    [[nodiscard]] Result<void> writeEntry(const QString& name, const Secret& value) const;
    [[nodiscard]] Result<void> changeIndex(const QString& key, bool present);
    QString m_service;
};

} // namespace kalpana::secrets
