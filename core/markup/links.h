#pragma once

#include <QString>
#include <QStringView>

#include <optional>

namespace kalpana::markup {

/// The address of a link that may be shown as one, encoded: http, https with a host and without a user name in it
/// (which would hide where it leads), or mailto. Everything else, such as javascript:, data:, file: and relative ones,
/// is none.
[[nodiscard]] std::optional<QString> safeLink(QStringView address);

} // namespace kalpana::markup
