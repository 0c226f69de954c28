#pragma once

#include "core/base/error.h"

#include <QString>

namespace kalpana::agent {

/// Held while a turn works in a chat, so that the window and kalpanactl never work in the same one at once. The kernel
/// lets go of it when the program is killed. An open file description lock (fcntl(2)) on one byte of FILE-turns, whose
/// offset is made of the chat's id: two of 2⁶² that meet would wait for each other's end, no more.
class TurnLock final {
public:
    /// ErrorCode::Conflict while another turn works in the chat, Storage if the file can't be made.
    [[nodiscard]] static Result<TurnLock> take(const QString& chatsFile, const QString& chat);
    [[nodiscard]] static bool isHeld(const QString& chatsFile, const QString& chat);

    TurnLock(TurnLock&& other) noexcept;
    TurnLock& operator=(TurnLock&&) = delete;
    ~TurnLock();

private:
    explicit TurnLock(int file) : m_file(file) {}
    int m_file;
};

} // namespace kalpana::agent
