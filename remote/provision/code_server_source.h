#pragma once

#include "core/base/error.h"

#include <QString>
#include <QUrl>

#include <variant>

namespace kalpana::provision {

/// Where code-server comes from: the project's own release, a mirror that carries the same files, or one archive on
/// this computer.
struct FromRelease {
    bool operator==(const FromRelease&) const = default;
};
struct FromMirror {
    QUrl address; ///< The folder that holds the archives; http or https.
    bool operator==(const FromMirror&) const = default;
};
struct FromFile {
    QString path;
    bool operator==(const FromFile&) const = default;
};
using CodeServerSource = std::variant<FromRelease, FromMirror, FromFile>;

/// Reads the setting: "release" or nothing, an http(s) address, a path or a file: address. Usage error on anything
/// else.
[[nodiscard]] Result<CodeServerSource> parseCodeServerSource(const QString& text);

/// The version that an archive's name states: code-server-<version>-linux-<amd64 or arm64>.tar.gz, as its release calls
/// it.
[[nodiscard]] Result<QString> versionOfArchive(const QString& path);

/// SHA-256 of a file's bytes in lower-case hexadecimal. Reads all of it: 0.3 s for a release.
[[nodiscard]] Result<QString> sha256OfFile(const QString& path);

} // namespace kalpana::provision
