#pragma once

#include "remote/ssh/session.h"

#include <libssh2.h>

namespace kalpana::ssh {

/// A channel inside a Session.
struct Session::Channel {
    enum class State {
        Queued,
        Opening,
        Starting, ///< Its command was asked for.
        Open,
        Freeing,
    };
    ChannelId id;
    ChannelRequest request;
    State state = State::Queued;
    LIBSSH2_CHANNEL* raw = nullptr;
    ByteFifo in;
    ByteFifo out;
    std::string errors;
    std::uint32_t consumed = 0; ///< Read by the owner, not yet credited.
    std::uint32_t crediting = 0;
    std::uint64_t seen = 0; ///< Session::m_received when we last looked.
    bool drained = false;   ///< The owner has read since we last looked.
    bool starved = false;   ///< The owner was told that there is no room.
    bool eofWanted = false;
    bool eofSent = false;
    bool remoteEof = false;
    bool closed = false;
    bool closeWanted = false; ///< As soon as what is under way allows.
    bool hungUp = false;
    bool detached = false;
    std::optional<Exit> exit;
};

} // namespace kalpana::ssh
