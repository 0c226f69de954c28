#pragma once

#include "remote/ssh/config_line.h"

#include <QHash>

namespace kalpana::ssh {

/// Values of the %-tokens of ssh_config(5) TOKENS, by letter.
using ConfigTokens = QHash<QChar, QString>;

/// Replaces %X and ${NAME}. ErrorCode::Config on a token that is not in `tokens` or a variable that is not set.
[[nodiscard]] Result<QString> expandTokens(const QString& text, const ConfigTokens& tokens, const ConfigPlace& place);

/// `~` and `~user` at the start of a path.
[[nodiscard]] QString expandHome(const QString& path);

} // namespace kalpana::ssh
