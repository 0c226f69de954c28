#pragma once

#include "core/base/secret.h"
#include "remote/ssh/byte_fifo.h"
#include "remote/ssh/channel_request.h"
#include "remote/ssh/host_key.h"

#include <QByteArray>

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

struct _LIBSSH2_SESSION;
struct _LIBSSH2_CHANNEL;

namespace kalpana::ssh {

using ChannelId = std::uint32_t;

/// What happened in a Session.
struct Event {
    enum class Kind {
        HandshakeDone,
        Methods,         ///< `text`: the ways to sign in that the server offers, comma-separated.
        SignatureWanted, ///< The server would take the key offered; `text`: what to sign.
        Authenticated,
        Refused,       ///< The way to sign in that was tried.
        ChannelOpened, ///< And its command, if it has one, was started.
        ChannelRefused,
        Readable,      ///< There is something to read, or the end was reached.
        Writable,      ///< There is room again.
        ChannelClosed, ///< By the other side; what is left can still be read.
        Pong,
        Lost, ///< Nothing more will come. `text`: why, for the log.
    };
    Kind kind;
    ChannelId channel = 0;
    Refusal refusal = Refusal::Other;
    std::string text = {};
};

/// One SSH connection as a protocol engine. Passive: owns no socket, thread or timer; its owner feeds it bytes, calls
/// pump(), sends what takeOutput() gives, and acts on the events. Lives on the I/O thread. Wire behaviour: RFC 4252 to
/// 4254; libssh2 is the codec, kept away from sockets by callbacks on memory, so that it never meets a partial write.
class Session final {
public:
    /// Bytes that may be in flight to a channel before its reader has taken them.
    static constexpr std::uint32_t receiveWindow = 2U << 20U;

    /// `hostKeyAlgorithms`: comma-separated, in order of preference.
    explicit Session(const std::string& hostKeyAlgorithms);
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;
    ~Session();

    /// Bytes from the peer. Call pump() after.
    void receive(std::span<const std::byte> bytes);
    /// The peer has closed the connection. Call pump() after.
    void end();
    /// Does whatever can be done now; never blocks. Call it after every other call but those that only ask.
    [[nodiscard]] std::vector<Event> pump();
    /// What is to be sent, put into `out` (whose memory is used again). Empty when there is nothing.
    void takeOutput(std::vector<std::byte>& out);

    /// Key exchange. Ends with HandshakeDone.
    void startHandshake();
    [[nodiscard]] HostKey hostKey() const;
    /// "curve25519-sha256 aes128-ctr hmac-sha2-256-etm@openssh.com", for the log.
    [[nodiscard]] std::string algorithms() const;

    // One way to sign in at a time; each ends with Authenticated, Refused, or Methods.
    void askMethods(std::string user);
    /// First SignatureWanted, if the server would take that key: then answer it with provideSignature().
    void offerKey(std::string user, QByteArray publicKey);
    /// The bare signature; empty: there is none, forget this key.
    void provideSignature(QByteArray signature);
    void tryPassword(std::string user, Secret password);
    /// Answers a single hidden prompt with the password.
    void tryKeyboardInteractive(std::string user, Secret password);
    /// The prompts of the last keyboard-interactive exchange, when they were not a single hidden one.
    [[nodiscard]] const std::string& unansweredPrompts() const { return m_unansweredPrompts; }

    /// Ends with ChannelOpened or ChannelRefused. Opens are queued: libssh2 knows one at a time.
    ChannelId open(ChannelRequest request);
    /// A command of whose fate nothing is said.
    void runDetached(std::string command);
    /// How much was taken, perhaps 0: then Writable follows.
    std::size_t write(ChannelId id, std::span<const std::byte> bytes);
    /// How much was read, perhaps 0. What is read is credited to the peer's window.
    std::size_t read(ChannelId id, std::span<std::byte> into);
    /// Everything was read and nothing more will come.
    [[nodiscard]] bool atEnd(ChannelId id) const;
    /// Nothing written now would reach the other side.
    [[nodiscard]] bool isClosed(ChannelId id) const;
    /// End of file for the other side, after what was written.
    void sendEof(ChannelId id);
    /// Ends a channel and forgets it; a running command gets SIGHUP.
    void close(ChannelId id);
    /// The last 64 KiB of standard error.
    [[nodiscard]] std::string errorText(ChannelId id) const;
    /// After ChannelClosed: how the command ended, if the server said.
    struct Exit {
        int code = 0;
        std::string signal;
    };
    [[nodiscard]] std::optional<Exit> exitStatus(ChannelId id) const;

    /// Asks the server for a reply on a channel of its own. Ends with Pong. False when the server allows no such
    /// channel.
    bool ping();
    /// A goodbye in the output, when the connection is ended from here.
    void disconnect();

private:
    enum class Step { None, Handshake, Methods, PublicKey, Password, KeyboardInteractive };
    struct Channel;
    struct Callbacks;

    void lose(const std::string& why);
    bool loseIfBroken(int code);
    void emitEvent(Event::Kind kind, ChannelId channel = 0, std::string text = {});
    void begin(Step step, std::string user);
    void stepSignIn();
    void finishSignIn(int code);
    int stepMethods();
    void stepOpens();
    void stepRequests();
    void finishOpening(Channel& channel);
    void refuse(Channel& channel);
    void readTransport();
    void stepChannels();
    void receiveInto(Channel& channel);
    void creditWindow(Channel& channel);
    bool sendFrom(Channel& channel);
    void endSending(Channel& channel);
    void watchForClose(Channel& channel);
    bool stepFree(Channel& channel);
    [[nodiscard]] Channel* find(ChannelId id) const;
    [[nodiscard]] bool isUnderWay(ChannelId id) const;
    [[nodiscard]] std::string lastError() const;

    _LIBSSH2_SESSION* m_session = nullptr;
    ByteFifo m_in;
    ByteFifo m_out;
    std::vector<Event> m_events;
    std::string m_disconnectText;
    bool m_ended = false;
    bool m_lost = false;
    bool m_progress = false;
    std::uint64_t m_received = 0; ///< Bytes that libssh2 has taken in.

    Step m_step = Step::None;
    bool m_authenticated = false;
    std::string m_user;
    QByteArray m_publicKey;
    std::optional<QByteArray> m_signature;
    bool m_signatureAsked = false;
    Secret m_password;
    std::string m_unansweredPrompts;

    std::map<ChannelId, std::unique_ptr<Channel>> m_channels;
    std::deque<ChannelId> m_opens;    ///< The first is under way.
    std::deque<ChannelId> m_requests; ///< Commands and pings; the first is under way.
    bool m_requestSent = false;
    ChannelId m_nextId = 1;
    ChannelId m_control = 0;
    bool m_controlRefused = false;
    bool m_pinging = false;
    std::vector<std::byte> m_scratch;
};

} // namespace kalpana::ssh
