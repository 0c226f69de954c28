#pragma once

#include "core/base/error.h"

#include <QUrl>

namespace kalpana::secrets {

/// The typed keys. `host` and `provider` are as the user or Settings::modelProvider() call them; what a key can't hold
/// is percent-encoded.
[[nodiscard]] QString hostPasswordKey(const QString& host);
/// Of a name and its password for what git reaches there; `host` with its port.
[[nodiscard]] QString gitLoginKey(const QString& protocol, const QString& host);
[[nodiscard]] QString providerKey(const QString& provider);
/// Of the name in a proxy's address: socks5://name@host:port.
[[nodiscard]] QString proxyPasswordKey(const QUrl& proxy);

/// Usage when `key` is not of the form name/name…: letters, digits and . _ - @ : % + in parts between slashes, at least
/// two parts, at most 200 characters.
[[nodiscard]] Result<void> checkKey(const QString& key);

} // namespace kalpana::secrets
