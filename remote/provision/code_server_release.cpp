#include "remote/provision/code_server_release.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>

namespace kalpana::provision {

extern const char* const codeServerReleasesJson;

using namespace Qt::StringLiterals;

Result<CodeServerAsset> codeServerAsset(const QString& machine)
{
    const auto document = QJsonDocument::fromJson(QByteArray(codeServerReleasesJson));
    const auto release = document["code-server"_L1].toObject();
    const auto assets = release["assets"_L1].toObject();
    if (!assets.contains(machine))
        return failure(
            ErrorCode::Unsupported,
            QCoreApplication::translate("CodeServer", "There is no code-server for %1 processors. Choose another host.")
                .arg(machine));
    const auto asset = assets[machine].toObject();
    return CodeServerAsset{.version = release["version"_L1].toString(),
                           .file = asset["file"_L1].toString(),
                           .sha256 = asset["sha256"_L1].toString(),
                           .size = asset["size"_L1].toInteger(),
                           .address = release["address"_L1].toString()};
}

} // namespace kalpana::provision
