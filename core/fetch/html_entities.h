#pragma once

#include <QString>

namespace kalpana::fetch {

/// What a reference such as &amp; or &#8212; that begins at `at` of a text stands for, and how long it is; a length of
/// 0 where it is none that is known.
struct Entity {
    char32_t sign = 0;
    qsizetype length = 0;
};
[[nodiscard]] Entity entityAt(QStringView text, qsizetype at);

} // namespace kalpana::fetch
