#pragma once

#include <QString>
#include <QStringView>

#include <optional>

namespace kalpana::markup {

/// The address of a link that may be shown as one, encoded: http, https with a host and without a user name in it
/// (which would hide where it leads), or mailto. Everything else, such as javascript:, data:, file: and relative ones,
/// is none.
[[nodiscard]] std::optional<QString> safeLink(QStringView address);

/// Where a link leads, for somebody who is asked whether to open it.
struct LinkFacts {
    QString address; ///< As safeLink() has it: a name in other letters than a to z stands as xn--….
    QString host; ///< Of the web, as in `address`, with its port where one is named; of mail: the whole mail address.
    QString readableHost; ///< What an xn--… name looks like; empty: there is none.
    QString
        named; ///< Another host (or mail address) than `host`, which the link's own text names; empty: it names none.
};

/// None: safeLink() has none. `text` is what the link reads like.
[[nodiscard]] std::optional<LinkFacts> linkFacts(QStringView address, QStringView text);

/// Whether an address may name a file of the workspace: "src/a.py", "../b.md#L3", never one with a scheme. Whether
/// there is such a file, and where it is, is for others to find out.
[[nodiscard]] bool isFileAddress(QStringView address);

} // namespace kalpana::markup
