#include "remote/provision/requirements.h"

#include "remote/host/host.h"

#include <QCoreApplication>
#include <QVersionNumber>

namespace kalpana::provision {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(Requirements)
};

QString text(const std::string& value)
{
    return QString::fromStdString(value);
}

Error dataFolderError(const QString& host, const HostFacts& facts)
{
    const auto folder = text(facts.dataFolder);
    if (facts.dataError.contains("No space left") || facts.dataError.contains("Disk quota"))
        return {ErrorCode::NoSpace,
                Text::tr("The disk of %1 is full: nothing can be written to %2. Free some space there, then try again.")
                    .arg(host, folder),
                text(facts.dataError)};
    return {
        ErrorCode::NoPermission,
        Text::tr(
            "%1 does not let you write to %2. Choose another data folder for this workspace, or change the folder's "
            "permissions.")
            .arg(host::atStart(host), folder),
        text(facts.dataError)};
}

} // namespace

std::optional<Error> whyCodeServerCannotRun(const QString& name, const HostFacts& facts)
{
    const auto host = host::atStart(name);
    if (facts.kernel != "Linux")
        return Error{
            ErrorCode::Unsupported,
            Text::tr("%1 runs %2, and code-server needs Linux. Choose a Linux host.").arg(host, text(facts.kernel))};
    if (facts.machine != "x86_64" && facts.machine != "aarch64")
        return Error{
            ErrorCode::Unsupported,
            Text::tr("%1 has a %2 processor, and code-server exists for x86_64 and aarch64 only. Choose another host.")
                .arg(host, text(facts.machine))};
    if (facts.libc == "musl")
        return Error{ErrorCode::Unsupported,
                     Text::tr("%1 is built on musl, and code-server needs glibc. Choose a host or a "
                              "container image with glibc, such as Debian.")
                         .arg(host)};
    if (const auto found = QVersionNumber::fromString(text(facts.libcVersion));
        !found.isNull() && found < QVersionNumber(2, 28))
        return Error{ErrorCode::Unsupported, Text::tr("%1 has glibc %2, and code-server needs 2.28. Choose a Docker "
                                                      "workspace on this host, or a newer system.")
                                                 .arg(host, found.toString())};
    if (!facts.dataError.empty())
        return dataFolderError(name, facts);
    if (facts.noexec)
        return Error{ErrorCode::NotExecutable,
                     Text::tr("%1 does not let programs run from %2 (it is mounted noexec). Choose "
                              "a data folder on another file system for this workspace.")
                         .arg(host, text(facts.dataFolder))};
    for (const auto* tool : {"tar", "gzip"})
        if (!facts.hasTool(tool))
            return Error{ErrorCode::Unsupported,
                         Text::tr("%1 has no %2, which unpacking code-server needs. Install %2 there, then try again.")
                             .arg(host, QString::fromLatin1(tool))};
    return std::nullopt;
}

} // namespace kalpana::provision
