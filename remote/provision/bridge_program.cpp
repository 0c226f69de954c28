#include "remote/provision/bridge_program.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QFile>

namespace kalpana::provision {

using namespace Qt::StringLiterals;

Result<BridgeProgram> bridgeProgram(const QString& machine, const QString& folder)
{
    auto base = folder.isEmpty() ? qEnvironmentVariable("KALPANA_BRIDGE_DIR") : folder;
    if (base.isEmpty())
        base = QCoreApplication::applicationDirPath();
    QFile file(base + u'/' + machine + "/kalpana-bridge"_L1);
    if (!file.open(QFile::ReadOnly))
        return failure(
            ErrorCode::Unsupported,
            QCoreApplication::translate(
                "Bridge",
                "This installation of Kalpana has no bridge for %1 hosts. Install the package that carries it.")
                .arg(machine),
            file.fileName() + ": "_L1 + file.errorString());
    BridgeProgram program{.bytes = file.readAll()};
    program.sha256 = QString::fromLatin1(QCryptographicHash::hash(program.bytes, QCryptographicHash::Sha256).toHex());
    program.version = QStringLiteral(KALPANA_VERSION "-") + program.sha256.first(12);
    return program;
}

} // namespace kalpana::provision
