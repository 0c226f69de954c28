#include "remote/ssh/ssh_host.h"

#include "remote/host/command_output.h"
#include "remote/ssh/channel_stream.h"
#include "remote/ssh/connection.h"

#include <QCoreApplication>
#include <boost/asio/post.hpp>

#include <atomic>
#include <mutex>

namespace kalpana::ssh {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(SshHost)
};

/// For sh, csh and fish alike.
std::string shellWord(const std::string& word)
{
    std::string out = "'";
    for (const auto c : word)
        out += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return out + '\'';
}

class SshCommand final : public host::RunningCommand {
public:
    explicit SshCommand(std::shared_ptr<ChannelStream> channel) : m_channel(std::move(channel)), m_stream(m_channel) {}
    ~SshCommand() override { m_channel->close(); }

    io::Stream& stream() override { return m_stream; }
    std::string errorText() const override { return m_channel->errorText(); }
    asio::awaitable<Result<host::ExitStatus>> wait() override { return m_channel->wait(); }

private:
    std::shared_ptr<ChannelStream> m_channel;
    io::Stream m_stream;
};

} // namespace

struct SshHost::State {
    std::string name;
    std::shared_ptr<Connection> connection;
    std::mutex mutex;
    std::string relayCommand;
    bool relayWorks = false;      ///< And forwarding does not. I/O thread.
    bool forwardingWorks = false; ///< I/O thread.

    std::string relay()
    {
        const std::scoped_lock lock(mutex);
        return relayCommand;
    }
    asio::awaitable<Result<io::Stream>> openByRelay(std::shared_ptr<State> self, std::string path);
};

SshHost::SshHost(std::string name, std::shared_ptr<Connection> connection) : m_state(std::make_shared<State>())
{
    m_state->name = std::move(name);
    m_state->connection = std::move(connection);
}

SshHost::~SshHost()
{
    close();
}

void SshHost::close()
{
    asio::post(m_state->connection->executor(), [connection = m_state->connection] { connection->close(); });
}

std::string SshHost::name() const
{
    return m_state->name;
}

int SshHost::roundTripMs() const
{
    return m_state->connection->roundTripMs();
}

void SshHost::setRelayCommand(std::string commandLine)
{
    const std::scoped_lock lock(m_state->mutex);
    m_state->relayCommand = std::move(commandLine);
}

asio::awaitable<Result<std::unique_ptr<host::RunningCommand>>> SshHost::start(std::string commandLine)
{
    const auto state = m_state;
    auto request = ChannelRequest::exec(std::move(commandLine));
    auto channel = co_await state->connection->openChannel(std::move(request));
    if (!channel)
        co_return std::unexpected(channel.error());
    co_return std::make_unique<SshCommand>(std::move(*channel));
}

asio::awaitable<Result<io::Stream>> SshHost::State::openByRelay(std::shared_ptr<State> self, std::string path)
{
    auto request = ChannelRequest::exec(self->relay() + ' ' + shellWord(path));
    auto channel = co_await self->connection->openChannel(std::move(request));
    if (!channel)
        co_return std::unexpected(channel.error());
    if (!self->relayWorks)
        (*channel)->onFirstByte([self] { self->relayWorks = true; });
    co_return io::Stream(std::move(*channel));
}

asio::awaitable<Result<io::Stream>> SshHost::openSocket(std::string path)
{
    const auto state = m_state;
    if (state->relayWorks)
        co_return co_await state->openByRelay(state, std::move(path));
    auto request = ChannelRequest::socket(path);
    auto channel = co_await state->connection->openChannel(std::move(request));
    if (channel) {
        state->forwardingWorks = true;
        co_return io::Stream(std::move(*channel));
    }
    const auto missing = [&] {
        return failure(ErrorCode::NotFound,
                       Text::tr("Nothing answers at %1 on %2.")
                           .arg(QString::fromStdString(path), QString::fromStdString(state->name)),
                       channel.error().detail);
    };
    const auto code = channel.error().code;
    if (code != ErrorCode::NotFound && code != ErrorCode::ForwardingRefused)
        co_return std::unexpected(channel.error());
    if (state->forwardingWorks || state->relay().empty()) {
        if (code == ErrorCode::NotFound)
            co_return missing();
        co_return std::unexpected(channel.error());
    }
    // sshd says "connect failed" both when nothing answers and when it forbids forwarding to sockets: see whether there
    // is one at all.
    auto looking = ChannelRequest::exec("test -S " + shellWord(path));
    auto looked = co_await state->connection->openChannel(std::move(looking));
    if (!looked)
        co_return std::unexpected(looked.error());
    const auto status = co_await (*looked)->wait();
    if (status && !status->succeeded())
        co_return missing();
    co_return co_await state->openByRelay(state, std::move(path));
}

asio::awaitable<Result<io::Stream>> SshHost::openTcp(std::string address, std::uint16_t port)
{
    const auto state = m_state;
    auto request = ChannelRequest::tcp(address, port);
    auto channel = co_await state->connection->openChannel(std::move(request));
    if (channel)
        co_return io::Stream(std::move(*channel));
    if (channel.error().code != ErrorCode::NotFound)
        co_return std::unexpected(channel.error());
    co_return failure(ErrorCode::NotFound,
                      Text::tr("Nothing answers at %1:%2 on %3.")
                          .arg(QString::fromStdString(address))
                          .arg(port)
                          .arg(QString::fromStdString(state->name)),
                      channel.error().detail);
}

asio::awaitable<Error> SshHost::lost()
{
    return m_state->connection->lost();
}

} // namespace kalpana::ssh
