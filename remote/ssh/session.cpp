#include "remote/ssh/session.h"

#include "remote/ssh/session_channel.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <malloc.h>

namespace kalpana::ssh {

namespace {

// AES-CTR before GCM and ChaCha: stock libssh2 encrypts in 16-byte calls, which costs AES-GCM a factor of five.
constexpr auto ciphers =
    "aes128-ctr,aes256-ctr,aes192-ctr,aes128-gcm@openssh.com,aes256-gcm@openssh.com,chacha20-poly1305@openssh.com";
constexpr auto macs = "hmac-sha2-256-etm@openssh.com,hmac-sha2-512-etm@openssh.com,hmac-sha2-256,hmac-sha2-512";
constexpr auto keyExchanges =
    "curve25519-sha256,curve25519-sha256@libssh.org,ecdh-sha2-nistp256,ecdh-sha2-nistp384,ecdh-sha2-nistp521,"
    "diffie-hellman-group-exchange-sha256,diffie-hellman-group16-sha512,diffie-hellman-group18-sha512,"
    "diffie-hellman-group14-sha256";

// libssh2 wants a descriptor and only asks whether it blocks: one that cannot exist.
constexpr libssh2_socket_t noSocket = std::numeric_limits<int>::max();

// Replies have no time limit of libssh2's own: the owner has the clock.
constexpr long noLimit = 365L * 24 * 3600;

} // namespace

/// What libssh2 calls. `abstract` points to the Session.
struct Session::Callbacks {
    static Session& self(void** abstract) { return *static_cast<Session*>(*abstract); }

    static void* allocate(std::size_t size, void**) { return std::malloc(size); }
    static void* reallocate(void* memory, std::size_t size, void** abstract)
    {
        if (memory == nullptr || self(abstract).m_step == Step::None)
            return std::realloc(memory, size);
        auto* larger = std::malloc(size);
        if (larger != nullptr)
            std::memcpy(larger, memory, std::min(size, malloc_usable_size(memory)));
        release(memory, abstract);
        return larger;
    }
    static void release(void* memory, void** abstract)
    {
        // While signing in it may hold a password.
        if (memory != nullptr && self(abstract).m_step != Step::None)
            ::explicit_bzero(memory, malloc_usable_size(memory));
        std::free(memory);
    }
    static ssize_t receive(libssh2_socket_t, void* buffer, std::size_t size, int, void** abstract)
    {
        auto& session = self(abstract);
        if (session.m_in.isEmpty())
            return session.m_ended ? 0 : -EAGAIN;
        const auto count = session.m_in.take({static_cast<std::byte*>(buffer), size});
        session.m_received += count;
        return static_cast<ssize_t>(count);
    }
    static ssize_t send(libssh2_socket_t, const void* buffer, std::size_t size, int, void** abstract)
    {
        self(abstract).m_out.append({static_cast<const std::byte*>(buffer), size});
        return static_cast<ssize_t>(size);
    }
    static void disconnected(LIBSSH2_SESSION*, int, const char* message, int size, const char*, int, void** abstract)
    {
        self(abstract).m_disconnectText.assign(message, static_cast<std::size_t>(std::max(size, 0)));
    }
    template <typename Function>
    static libssh2_cb_generic* generic(Function* function)
    {
        return reinterpret_cast<libssh2_cb_generic*>(function);
    }
};

Session::Session(const std::string& hostKeyAlgorithms) : m_scratch(65536)
{
    static const auto initialized = libssh2_init(0);
    static_cast<void>(initialized);
    m_session = libssh2_session_init_ex(&Callbacks::allocate, &Callbacks::release, &Callbacks::reallocate, this);
    libssh2_session_set_blocking(m_session, 0);
    libssh2_session_set_read_timeout(m_session, noLimit);
    libssh2_session_callback_set2(m_session, LIBSSH2_CALLBACK_RECV, Callbacks::generic(&Callbacks::receive));
    libssh2_session_callback_set2(m_session, LIBSSH2_CALLBACK_SEND, Callbacks::generic(&Callbacks::send));
    libssh2_session_callback_set2(m_session, LIBSSH2_CALLBACK_DISCONNECT, Callbacks::generic(&Callbacks::disconnected));
    libssh2_session_banner_set(m_session, "SSH-2.0-Kalpana_" KALPANA_VERSION);
    libssh2_session_method_pref(m_session, LIBSSH2_METHOD_KEX, keyExchanges);
    libssh2_session_method_pref(m_session, LIBSSH2_METHOD_HOSTKEY, hostKeyAlgorithms.c_str());
    for (const auto method : {LIBSSH2_METHOD_CRYPT_CS, LIBSSH2_METHOD_CRYPT_SC})
        libssh2_session_method_pref(m_session, method, ciphers);
    for (const auto method : {LIBSSH2_METHOD_MAC_CS, LIBSSH2_METHOD_MAC_SC})
        libssh2_session_method_pref(m_session, method, macs);
}

Session::~Session()
{
    // From here on every read fails, so that libssh2 does not wait for the peer's goodbyes.
    m_ended = true;
    m_in.drop(m_in.size());
    while (libssh2_session_free(m_session) == LIBSSH2_ERROR_EAGAIN) {
    }
}

void Session::receive(std::span<const std::byte> bytes)
{
    m_in.append(bytes);
}

void Session::end()
{
    m_ended = true;
}

void Session::takeOutput(std::vector<std::byte>& out)
{
    m_out.swapOut(out);
}

std::vector<Event> Session::pump()
{
    while (!m_lost) {
        const auto waiting = m_in.size();
        m_progress = false;
        stepSignIn();
        if (m_authenticated) {
            stepOpens();
            stepRequests();
            readTransport();
            stepChannels();
        }
        // ChaCha says "again" on a part of a packet while there is more to take: go on until nothing moves.
        if (!m_progress && m_in.size() == waiting)
            break;
    }
    if (m_ended && !m_lost)
        lose("the peer closed the connection");
    return std::exchange(m_events, {});
}

void Session::lose(const std::string& why)
{
    if (std::exchange(m_lost, true))
        return;
    m_step = Step::None;
    m_password = {};
    emitEvent(Event::Kind::Lost, 0, m_disconnectText.empty() ? why : m_disconnectText);
}

bool Session::loseIfBroken(int code)
{
    switch (code) {
    case LIBSSH2_ERROR_NONE:
    case LIBSSH2_ERROR_EAGAIN:
    case LIBSSH2_ERROR_CHANNEL_FAILURE:
    case LIBSSH2_ERROR_CHANNEL_REQUEST_DENIED:
    case LIBSSH2_ERROR_CHANNEL_CLOSED:
    case LIBSSH2_ERROR_CHANNEL_EOF_SENT:
    case LIBSSH2_ERROR_AUTHENTICATION_FAILED:
    case LIBSSH2_ERROR_PUBLICKEY_UNVERIFIED:
    case LIBSSH2_ERROR_PASSWORD_EXPIRED:
    case LIBSSH2_ERROR_METHOD_NONE:
    case LIBSSH2_ERROR_ALGO_UNSUPPORTED:
        break;
    default:
        if (code < 0)
            lose(lastError());
    }
    // Some calls report a dead connection as a refusal.
    if (code < 0 && code != LIBSSH2_ERROR_EAGAIN && (m_ended || !m_disconnectText.empty()) && m_in.isEmpty())
        lose(lastError());
    return m_lost;
}

void Session::emitEvent(Event::Kind kind, ChannelId channel, std::string text)
{
    m_events.push_back({.kind = kind, .channel = channel, .text = std::move(text)});
    m_progress = true;
}

std::string Session::lastError() const
{
    char* text = nullptr;
    const auto code = libssh2_session_last_error(m_session, &text, nullptr, 0);
    return std::string(text != nullptr ? text : "") + " (libssh2 " + std::to_string(code) + ')';
}

HostKey Session::hostKey() const
{
    std::size_t size = 0;
    auto type = 0;
    const auto* blob = libssh2_session_hostkey(m_session, &size, &type);
    return blob == nullptr ? HostKey{} : HostKey{QByteArray(blob, static_cast<qsizetype>(size))};
}

std::string Session::algorithms() const
{
    std::string out;
    for (const auto method :
         {LIBSSH2_METHOD_KEX, LIBSSH2_METHOD_HOSTKEY, LIBSSH2_METHOD_CRYPT_CS, LIBSSH2_METHOD_MAC_CS}) {
        const auto* name = libssh2_session_methods(m_session, method);
        out += (out.empty() ? "" : " ") + std::string(name != nullptr ? name : "?");
    }
    return out;
}

void Session::disconnect()
{
    if (!m_lost)
        libssh2_session_disconnect_ex(m_session, SSH_DISCONNECT_BY_APPLICATION, "closed by the user", "");
}

// --- signing in

void Session::begin(Step step, std::string user)
{
    m_step = step;
    m_user = std::move(user);
}

void Session::startHandshake()
{
    begin(Step::Handshake, {});
}

void Session::askMethods(std::string user)
{
    begin(Step::Methods, std::move(user));
}

void Session::offerKey(std::string user, QByteArray publicKey)
{
    begin(Step::PublicKey, std::move(user));
    m_publicKey = std::move(publicKey);
    m_signature.reset();
    m_signatureAsked = false;
}

void Session::provideSignature(QByteArray signature)
{
    m_signature = std::move(signature);
}

void Session::tryPassword(std::string user, Secret password)
{
    begin(Step::Password, std::move(user));
    m_password = std::move(password);
}

void Session::tryKeyboardInteractive(std::string user, Secret password)
{
    begin(Step::KeyboardInteractive, std::move(user));
    m_password = std::move(password);
    m_unansweredPrompts.clear();
}

int Session::stepMethods()
{
    const auto* list = libssh2_userauth_list(m_session, m_user.c_str(), static_cast<unsigned>(m_user.size()));
    if (list == nullptr)
        return libssh2_userauth_authenticated(m_session) != 0 ? 0 : libssh2_session_last_errno(m_session);
    m_step = Step::None;
    emitEvent(Event::Kind::Methods, 0, list);
    return LIBSSH2_ERROR_EAGAIN;
}

void Session::stepSignIn()
{
    // The signature is asked for once; until it is here libssh2 is told to try again later.
    static constexpr auto sign = [](LIBSSH2_SESSION*, unsigned char** signature, std::size_t* size,
                                    const unsigned char* data, std::size_t dataSize, void** abstract) -> int {
        auto& session = *static_cast<Session*>(*abstract);
        if (!session.m_signature) {
            if (!std::exchange(session.m_signatureAsked, true))
                session.emitEvent(Event::Kind::SignatureWanted, 0,
                                  std::string(reinterpret_cast<const char*>(data), dataSize));
            return LIBSSH2_ERROR_EAGAIN;
        }
        if (session.m_signature->isEmpty())
            return -1;
        *size = static_cast<std::size_t>(session.m_signature->size());
        *signature = static_cast<unsigned char*>(std::malloc(*size));
        std::memcpy(*signature, session.m_signature->constData(), *size);
        return 0;
    };
    static constexpr auto answer = [](const char*, int, const char*, int, int count,
                                      const LIBSSH2_USERAUTH_KBDINT_PROMPT* prompts,
                                      LIBSSH2_USERAUTH_KBDINT_RESPONSE* responses, void** abstract) {
        auto& session = Callbacks::self(abstract);
        if (count == 1 && prompts[0].echo == 0 && !session.m_password.isEmpty()) {
            const auto text = session.m_password.reveal();
            responses[0].text = static_cast<char*>(std::malloc(text.size()));
            std::memcpy(responses[0].text, text.data(), text.size());
            responses[0].length = static_cast<unsigned>(text.size());
            session.m_password = {}; // A second prompt asks for something else.
            return;
        }
        for (auto i = 0; i < count; ++i)
            session.m_unansweredPrompts.append(reinterpret_cast<const char*>(prompts[i].text), prompts[i].length)
                .append(" ");
    };

    auto code = 0;
    const auto size = static_cast<unsigned>(m_user.size());
    switch (m_step) {
    case Step::None:
        return;
    case Step::Handshake:
        code = libssh2_session_handshake(m_session, noSocket);
        break;
    case Step::Methods:
        code = stepMethods();
        break;
    case Step::PublicKey: {
        void* self = this;
        code = libssh2_userauth_publickey(m_session, m_user.c_str(),
                                          reinterpret_cast<const unsigned char*>(m_publicKey.constData()),
                                          static_cast<std::size_t>(m_publicKey.size()), sign, &self);
        break;
    }
    case Step::Password: {
        const auto text = m_password.reveal();
        code = libssh2_userauth_password_ex(m_session, m_user.c_str(), size, text.data(),
                                            static_cast<unsigned>(text.size()), nullptr);
        break;
    }
    case Step::KeyboardInteractive:
        code = libssh2_userauth_keyboard_interactive_ex(m_session, m_user.c_str(), size, answer);
        break;
    }
    if (code != LIBSSH2_ERROR_EAGAIN && !m_lost)
        finishSignIn(code);
}

void Session::finishSignIn(int code)
{
    const auto step = std::exchange(m_step, Step::None);
    m_password = {};
    if (step == Step::Handshake && code != 0)
        return lose(lastError());
    if (loseIfBroken(code))
        return;
    if (step == Step::Handshake)
        return emitEvent(Event::Kind::HandshakeDone);
    m_authenticated = code == 0;
    emitEvent(m_authenticated ? Event::Kind::Authenticated : Event::Kind::Refused, 0,
              m_authenticated ? std::string() : lastError());
}

} // namespace kalpana::ssh
