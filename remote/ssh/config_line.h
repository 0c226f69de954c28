#pragma once

#include "core/base/error.h"

#include <QString>
#include <QStringList>

namespace kalpana::ssh {

/// Where a setting stands; errors and warnings name it as FILE:LINE.
struct ConfigPlace {
    QString file;
    int line = 0;

    [[nodiscard]] QString toString() const { return file + u':' + QString::number(line); }
};

/// One line of ssh_config: `Keyword value…` or `Keyword=value`. An empty keyword is an empty line or a comment.
struct ConfigLine {
    QString keyword; ///< Lower case.
    QStringList values;
    ConfigPlace place;
};

/// Splits a line as OpenSSH does: quotes, backslashes, `=`, comments, CRLF. ErrorCode::Config on an unclosed quote or a
/// keyword without a value.
[[nodiscard]] Result<ConfigLine> parseConfigLine(QStringView text, ConfigPlace place);

/// ErrorCode::Config with a sentence that begins with FILE:LINE.
[[nodiscard]] Error configError(const ConfigPlace& place, const QString& problem);

} // namespace kalpana::ssh
