#include "core/agent/turn_lock.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QFile>

#include <cstring>
#include <fcntl.h>
#include <unistd.h>
#include <utility>

namespace kalpana::agent {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(TurnLock)
};

struct flock byteOf(const QString& chat)
{
    const auto hash = QCryptographicHash::hash(chat.toUtf8(), QCryptographicHash::Sha256);
    quint64 offset = 0;
    std::memcpy(&offset, hash.constData(), sizeof(offset));
    struct flock lock = {};
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    lock.l_start = static_cast<off_t>(offset >> 2);
    lock.l_len = 1;
    return lock;
}

int openBeside(const QString& chatsFile)
{
    return ::open(QFile::encodeName(chatsFile + QStringLiteral("-turns")).constData(), O_RDWR | O_CREAT | O_CLOEXEC,
                  0600);
}

} // namespace

Result<TurnLock> TurnLock::take(const QString& chatsFile, const QString& chat)
{
    TurnLock taken(openBeside(chatsFile));
    if (taken.m_file < 0)
        return failure(
            ErrorCode::Storage,
            Text::tr("The turns in %1 can't be told apart. Check that its folder can be written.").arg(chatsFile),
            QString::fromLocal8Bit(std::strerror(errno)));
    auto lock = byteOf(chat);
    if (::fcntl(taken.m_file, F_OFD_SETLK, &lock) != 0)
        return failure(ErrorCode::Conflict,
                       Text::tr("The agent works in this chat already, in another program. Wait for its end there."));
    return taken;
}

bool TurnLock::isHeld(const QString& chatsFile, const QString& chat)
{
    const TurnLock looked(openBeside(chatsFile));
    auto lock = byteOf(chat);
    return looked.m_file >= 0 && ::fcntl(looked.m_file, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
}

TurnLock::TurnLock(TurnLock&& other) noexcept : m_file(std::exchange(other.m_file, -1)) {}

TurnLock::~TurnLock()
{
    if (m_file >= 0)
        ::close(m_file);
}

} // namespace kalpana::agent
