#include "remote/bridge/client/failure.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace kalpana::bridge::client {

namespace {

struct Row {
    std::string_view bridgeCode;
    ErrorCode code;
    const char* sentence; // %1 is the subject, %2 what the bridge said.
};

constexpr std::array rows{
    Row{"bad_request", ErrorCode::Protocol,
        QT_TRANSLATE_NOOP("bridge", "The bridge does not understand what was asked about %1: %2.")},
    Row{"unknown_type", ErrorCode::Protocol,
        QT_TRANSLATE_NOOP(
            "bridge",
            "The bridge on the host is older than this program. Stop the workspace and open it again to replace it.")},
    Row{"wrong_version", ErrorCode::Protocol,
        QT_TRANSLATE_NOOP(
            "bridge",
            "The bridge on the host speaks another version. Stop the workspace and open it again to replace it.")},
    Row{"too_large", ErrorCode::Remote,
        QT_TRANSLATE_NOOP("bridge", "%1 is too large for one piece; ask for a part of it.")},
    Row{"limit", ErrorCode::Remote, QT_TRANSLATE_NOOP("bridge", "%2.")},
    Row{"not_found", ErrorCode::NotFound, QT_TRANSLATE_NOOP("bridge", "%1 was not found on the host.")},
    Row{"no_permission", ErrorCode::NoPermission,
        QT_TRANSLATE_NOOP("bridge", "The host does not allow access to %1. Check its owner and permissions there.")},
    Row{"outside_workspace", ErrorCode::NoPermission,
        QT_TRANSLATE_NOOP("bridge", "%1 is outside the workspace's folder.")},
    Row{"conflict", ErrorCode::Conflict,
        QT_TRANSLATE_NOOP("bridge", "%1 was changed in the meantime. Read it again and repeat the change.")},
    Row{"no_match", ErrorCode::Conflict, QT_TRANSLATE_NOOP("bridge", "The change does not fit %1: %2.")},
    Row{"no_space", ErrorCode::NoSpace,
        QT_TRANSLATE_NOOP("bridge",
                          "The host's disk is full; %1 was not written. Free some space there and try again.")},
    Row{"not_executable", ErrorCode::NotExecutable,
        QT_TRANSLATE_NOOP("bridge",
                          "%1 can't be executed on the host: it is not a program, or its folder is mounted noexec.")},
    Row{"unsupported", ErrorCode::Unsupported,
        QT_TRANSLATE_NOOP("bridge", "The host's system can't run %1: %2. Choose a newer system or another host.")},
    Row{"incomplete", ErrorCode::Incomplete,
        QT_TRANSLATE_NOOP("bridge", "%1 did not reach the host whole; nothing was installed. Try again.")},
    Row{"checksum_mismatch", ErrorCode::ChecksumMismatch,
        QT_TRANSLATE_NOOP(
            "bridge",
            "What arrived for %1 is not what was published: its SHA-256 differs. Nothing was installed; try again.")},
    Row{"fetch_failed", ErrorCode::Download, QT_TRANSLATE_NOOP("bridge", "The host could not download %1: %2.")},
    Row{"cancelled", ErrorCode::Cancelled, QT_TRANSLATE_NOOP("bridge", "Stopped.")},
    Row{"timeout", ErrorCode::Remote,
        QT_TRANSLATE_NOOP("bridge", "%1 took longer than allowed and was ended on the host.")},
    Row{"failed", ErrorCode::Remote, QT_TRANSLATE_NOOP("bridge", "The host could not do it: %2.")},
};

} // namespace

Error errorOf(std::string_view bridgeCode, std::string_view bridgeMessage, const QString& subject)
{
    const auto said = QString::fromUtf8(bridgeMessage.data(), static_cast<qsizetype>(bridgeMessage.size()));
    const auto detail =
        QString::fromUtf8(bridgeCode.data(), static_cast<qsizetype>(bridgeCode.size())) + QStringLiteral(": ") + said;
    const auto* row = std::ranges::find(rows, bridgeCode, &Row::bridgeCode);
    if (row == rows.end())
        row = &rows.back();
    auto sentence = QCoreApplication::translate("bridge", row->sentence);
    const auto named = subject.isEmpty() ? QCoreApplication::translate("bridge", "What was asked for") : subject;
    // Not by arg(): the subject may hold a %2 of its own.
    const auto saidWithoutStop = said.endsWith(u'.') ? said.chopped(1) : said;
    const auto at = sentence.indexOf(QStringLiteral("%2"));
    if (at >= 0)
        sentence.replace(at, 2, saidWithoutStop);
    if (const auto subjectAt = sentence.indexOf(QStringLiteral("%1")); subjectAt >= 0 && (at < 0 || subjectAt < at))
        sentence.replace(subjectAt, 2, named);
    return {row->code, sentence, detail};
}

} // namespace kalpana::bridge::client
