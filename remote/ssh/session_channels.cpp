#include "remote/ssh/session.h"
#include "remote/ssh/session_channel.h"

#include <algorithm>
#include <string_view>
#include <utility>

namespace kalpana::ssh {

namespace {

// The window that a channel opens with. libssh2 adjusts by itself when less than three quarters of it are left, so it
// stays small, and the rest is credited by hand.
constexpr std::uint32_t openingWindow = 128U << 10U;
constexpr std::uint32_t packetSize = 32768;
constexpr std::size_t readSize = 65536;
constexpr std::size_t selfAdjusting = openingWindow / 4 * 3 + readSize;

constexpr std::size_t maxWaitingToWrite = 256U << 10U; // For a channel, before its codec.
constexpr std::size_t maxOutput = 256U << 10U;         // Encrypted, before the socket.
constexpr std::size_t oneTurn = 32700;                 // libssh2 sends no more in one call.
constexpr std::size_t keptErrors = 65536;

constexpr std::string_view pingVariable = "KALPANA_PING";

char* bytesOf(std::vector<std::byte>& buffer)
{
    return reinterpret_cast<char*>(buffer.data());
}

} // namespace

Session::Channel* Session::find(ChannelId id) const
{
    const auto found = m_channels.find(id);
    return found == m_channels.end() ? nullptr : found->second.get();
}

bool Session::isUnderWay(ChannelId id) const
{
    return std::ranges::find(m_opens, id) != m_opens.end() || std::ranges::find(m_requests, id) != m_requests.end();
}

ChannelId Session::open(ChannelRequest request)
{
    const auto id = m_nextId++;
    m_channels.emplace(id, std::make_unique<Channel>(Channel{.id = id, .request = std::move(request)}));
    m_opens.push_back(id);
    return id;
}

void Session::runDetached(std::string command)
{
    find(open(ChannelRequest::exec(std::move(command))))->detached = true;
}

std::size_t Session::write(ChannelId id, std::span<const std::byte> bytes)
{
    auto* channel = find(id);
    if (channel == nullptr || channel->closed || channel->eofWanted)
        return 0;
    const auto room = maxWaitingToWrite - std::min(maxWaitingToWrite, channel->out.size());
    const auto taken = std::min(room, bytes.size());
    channel->out.append(bytes.first(taken));
    channel->starved = taken < bytes.size();
    return taken;
}

std::size_t Session::read(ChannelId id, std::span<std::byte> into)
{
    auto* channel = find(id);
    if (channel == nullptr)
        return 0;
    const auto count = channel->in.take(into);
    channel->consumed += static_cast<std::uint32_t>(count);
    channel->drained = true;
    return count;
}

bool Session::atEnd(ChannelId id) const
{
    const auto* channel = find(id);
    return channel == nullptr || (channel->remoteEof && channel->in.isEmpty());
}

bool Session::isClosed(ChannelId id) const
{
    const auto* channel = find(id);
    return channel == nullptr || channel->closed || channel->eofWanted;
}

void Session::sendEof(ChannelId id)
{
    if (auto* channel = find(id))
        channel->eofWanted = true;
}

void Session::close(ChannelId id)
{
    if (auto* channel = find(id))
        channel->closeWanted = true;
}

std::string Session::errorText(ChannelId id) const
{
    const auto* channel = find(id);
    return channel == nullptr ? std::string() : channel->errors;
}

std::optional<Session::Exit> Session::exitStatus(ChannelId id) const
{
    const auto* channel = find(id);
    return channel == nullptr ? std::nullopt : channel->exit;
}

bool Session::ping()
{
    if (m_controlRefused)
        return false;
    if (m_control == 0)
        m_control = open(ChannelRequest::idle());
    const auto* control = find(m_control);
    if (!std::exchange(m_pinging, true) && control != nullptr && control->state == Channel::State::Open)
        m_requests.push_back(m_control);
    return true;
}

void Session::stepOpens()
{
    while (!m_opens.empty() && !m_lost) {
        auto* channel = find(m_opens.front());
        if (channel->state == Channel::State::Queued && channel->closeWanted) {
            m_channels.erase(m_opens.front());
            m_opens.pop_front();
            continue;
        }
        channel->state = Channel::State::Opening;
        const auto& [type, message, command] = channel->request;
        channel->raw =
            libssh2_channel_open_ex(m_session, type.data(), static_cast<unsigned>(type.size()), openingWindow,
                                    packetSize, message.data(), static_cast<unsigned>(message.size()));
        if (channel->raw == nullptr) {
            const auto code = libssh2_session_last_errno(m_session);
            if (code == LIBSSH2_ERROR_EAGAIN || loseIfBroken(code))
                return;
        }
        m_opens.pop_front();
        m_progress = true;
        if (channel->raw == nullptr)
            refuse(*channel);
        else if (command.empty())
            finishOpening(*channel);
        else
            m_requests.push_back(channel->id);
    }
}

void Session::stepRequests()
{
    // One at a time: libssh2 takes a reply to another channel's request, met while it waits, for a failure.
    while (!m_requests.empty() && !m_lost) {
        auto& channel = *find(m_requests.front());
        if (channel.closeWanted && channel.state != Channel::State::Starting && !m_requestSent) {
            m_requests.pop_front();
            m_progress = true;
            continue;
        }
        const auto isPing = channel.id == m_control;
        const auto& command = channel.request.command;
        channel.state = isPing ? Channel::State::Open : Channel::State::Starting;
        const auto code = isPing
                              ? libssh2_channel_setenv_ex(channel.raw, pingVariable.data(), pingVariable.size(), "1", 1)
                              : libssh2_channel_process_startup(channel.raw, "exec", 4, command.data(),
                                                                static_cast<unsigned>(command.size()));
        m_requestSent = true;
        if (code == LIBSSH2_ERROR_EAGAIN || loseIfBroken(code))
            return;
        m_requestSent = false;
        m_requests.pop_front();
        m_progress = true;
        if (isPing) {
            // Refused as a rule, and a refusal is a reply.
            m_pinging = false;
            emitEvent(Event::Kind::Pong);
        } else if (code == 0) {
            finishOpening(channel);
        } else {
            refuse(channel);
        }
    }
}

void Session::finishOpening(Channel& channel)
{
    channel.state = Channel::State::Open;
    channel.crediting = receiveWindow - openingWindow;
    channel.drained = true; // Something may have come with the reply.
    if (channel.id == m_control) {
        if (m_pinging)
            m_requests.push_back(channel.id);
    } else if (channel.detached) {
        channel.closeWanted = channel.hungUp = true;
    } else if (!channel.closeWanted) {
        emitEvent(Event::Kind::ChannelOpened, channel.id);
    }
}

void Session::refuse(Channel& channel)
{
    Event event{.kind = Event::Kind::ChannelRefused, .channel = channel.id, .text = lastError()};
    if (event.text.contains("prohibited") || event.text.contains("unknown channel type"))
        event.refusal = Refusal::Prohibited;
    else if (event.text.contains("connect failed"))
        event.refusal = Refusal::ConnectFailed;
    if (channel.id == m_control) {
        m_controlRefused = true;
        m_pinging = false;
        m_control = 0;
    } else if (!channel.closeWanted && !channel.detached) {
        m_events.push_back(std::move(event));
    }
    channel.closeWanted = true;
    m_progress = true;
}

void Session::readTransport()
{
    // Waiting for any channel's end takes in whatever has come, and nothing else. Without it nobody reads while every
    // channel is held back by its reader.
    for (const auto& [id, channel] : m_channels) {
        if (channel->raw == nullptr || channel->state == Channel::State::Freeing)
            continue;
        if (const auto code = libssh2_channel_wait_eof(channel->raw); code != 0) {
            loseIfBroken(code);
            return;
        }
    }
}

void Session::stepChannels()
{
    for (auto at = m_channels.begin(); at != m_channels.end() && !m_lost;) {
        auto& channel = *at->second;
        if (channel.closeWanted && !isUnderWay(channel.id)) {
            if (stepFree(channel)) {
                at = m_channels.erase(at);
                continue;
            }
        } else if (channel.state == Channel::State::Open) {
            creditWindow(channel); // Before the first read, or libssh2 credits by itself.
            receiveInto(channel);
            creditWindow(channel);
        }
        ++at;
    }
    // Light channels first, then everybody in turn, so that a download never delays a key stroke by more than one turn.
    for (auto light : {true, false})
        for (auto moved = true; moved && m_out.size() < maxOutput && !m_lost;) {
            moved = false;
            for (const auto& [id, channel] : m_channels)
                if (channel->state == Channel::State::Open && (!light || channel->out.size() <= 4096) &&
                    sendFrom(*channel))
                    moved = true;
        }
    for (const auto& [id, channel] : m_channels) {
        if (channel->state != Channel::State::Open || m_lost)
            continue;
        endSending(*channel);
        watchForClose(*channel);
    }
}

void Session::receiveInto(Channel& channel)
{
    // Any call may have taken in bytes for any channel.
    const auto isNew = std::exchange(channel.seen, m_received) != m_received;
    const auto wasDrained = std::exchange(channel.drained, false);
    if (channel.remoteEof || !(isNew || wasDrained))
        return;
    auto readable = false;
    // With less window than this libssh2 credits by itself; were that interrupted by a key exchange, it would later add
    // its difference to a window that has grown meanwhile, and sshd ends the connection at such an overflow.
    const auto held = [&] {
        return channel.crediting != 0 || libssh2_channel_window_read_ex(channel.raw, nullptr, nullptr) < selfAdjusting;
    };
    while (!held()) {
        const auto count = libssh2_channel_read_ex(channel.raw, 0, bytesOf(m_scratch), readSize);
        if (count <= 0) {
            loseIfBroken(static_cast<int>(count));
            break;
        }
        channel.in.append({m_scratch.data(), static_cast<std::size_t>(count)});
        readable = true;
    }
    while (!held()) {
        const auto count =
            m_lost ? 0 : libssh2_channel_read_ex(channel.raw, SSH_EXTENDED_DATA_STDERR, bytesOf(m_scratch), readSize);
        if (count <= 0)
            break;
        channel.errors.append(bytesOf(m_scratch), static_cast<std::size_t>(count));
        if (channel.errors.size() > keptErrors)
            channel.errors.erase(0, channel.errors.size() - keptErrors);
        channel.consumed += static_cast<std::uint32_t>(count);
    }
    if (!m_lost && libssh2_channel_eof(channel.raw) == 1) {
        channel.remoteEof = true;
        readable = true;
    }
    if (readable)
        emitEvent(Event::Kind::Readable, channel.id);
}

void Session::creditWindow(Channel& channel)
{
    if (channel.crediting == 0 && channel.consumed >= receiveWindow / 4)
        channel.crediting = std::exchange(channel.consumed, 0);
    if (channel.crediting == 0 || channel.remoteEof)
        return;
    const auto code = libssh2_channel_receive_window_adjust2(channel.raw, channel.crediting, 1, nullptr);
    if (code == 0) {
        channel.crediting = 0;
        channel.drained = m_progress = true; // What was held back can be read now.
    } else {
        loseIfBroken(code);
    }
}

bool Session::sendFrom(Channel& channel)
{
    if (channel.out.isEmpty() || channel.eofSent)
        return false;
    // After "again", while keys are exchanged anew, libssh2 must be given the same bytes: the front of the queue stays
    // as it is.
    const auto bytes = channel.out.view().first(std::min(oneTurn, channel.out.size()));
    const auto count =
        libssh2_channel_write_ex(channel.raw, 0, reinterpret_cast<const char*>(bytes.data()), bytes.size());
    if (count <= 0) {
        if (count != LIBSSH2_ERROR_EAGAIN && count != 0 && !loseIfBroken(static_cast<int>(count)))
            channel.out.drop(channel.out.size());
        return false;
    }
    channel.out.drop(static_cast<std::size_t>(count));
    if (channel.starved && channel.out.size() <= maxWaitingToWrite / 2) {
        channel.starved = false;
        emitEvent(Event::Kind::Writable, channel.id);
    }
    return true;
}

void Session::endSending(Channel& channel)
{
    if (!channel.eofWanted || channel.eofSent || !channel.out.isEmpty() || channel.closed)
        return;
    const auto code = libssh2_channel_send_eof(channel.raw);
    if (code == LIBSSH2_ERROR_EAGAIN)
        return;
    channel.eofSent = true;
    loseIfBroken(code);
}

void Session::watchForClose(Channel& channel)
{
    if (!channel.remoteEof || channel.closed)
        return;
    const auto code = libssh2_channel_wait_closed(channel.raw);
    if (code == LIBSSH2_ERROR_EAGAIN || loseIfBroken(code))
        return;
    channel.closed = true;
    channel.out.drop(channel.out.size());
    char* signal = nullptr;
    std::size_t size = 0;
    libssh2_channel_get_exit_signal(channel.raw, &signal, &size, nullptr, nullptr, nullptr, nullptr);
    channel.exit = Exit{libssh2_channel_get_exit_status(channel.raw),
                        signal != nullptr ? std::string(signal, size) : std::string()};
    if (signal != nullptr)
        libssh2_free(m_session, signal);
    if (channel.id == m_control) {
        m_controlRefused = true;
        m_control = 0;
        channel.closeWanted = true;
        return;
    }
    emitEvent(Event::Kind::ChannelClosed, channel.id);
}

bool Session::stepFree(Channel& channel)
{
    channel.state = Channel::State::Freeing;
    if (channel.raw == nullptr)
        return true;
    if (!channel.request.command.empty() && !channel.closed && !channel.hungUp) {
        if (libssh2_channel_signal_ex(channel.raw, "HUP", 3) == LIBSSH2_ERROR_EAGAIN)
            return false;
        channel.hungUp = true;
    }
    const auto code = libssh2_channel_free(channel.raw);
    if (code == LIBSSH2_ERROR_EAGAIN)
        return false;
    m_progress = true;
    loseIfBroken(code);
    return true;
}

} // namespace kalpana::ssh
