#include "remote/provision/bridge_install.h"

#include "remote/host/command_output.h"
#include "remote/provision/framed_script.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <array>

namespace kalpana::provision {

using namespace Qt::StringLiterals;

namespace {

constexpr auto asTuple = asio::as_tuple(asio::use_awaitable);

struct Text {
    Q_DECLARE_TR_FUNCTIONS(Bridge)
};

Error neverRan(const std::string& host, const std::string& printed, const std::string& errors)
{
    return {
        ErrorCode::Provisioning,
        Text::tr(
            "%1 did not run the commands it was sent. Check that it runs `sh`, and that its start-up files do not end "
            "the shell.")
            .arg(host::atStart(QString::fromStdString(host))),
        QString::fromStdString(printed + errors)};
}

asio::awaitable<void> send(io::Stream& stream, const std::string& script, const QByteArray& bytes,
                           std::function<void(qint64)> sent)
{
    constexpr qsizetype chunk = 65536;
    auto [failed, ignored] = co_await asio::async_write(stream, asio::buffer(script), asTuple);
    for (qsizetype at = 0; !failed && at < bytes.size(); at += chunk) {
        const auto size = std::min(chunk, bytes.size() - at);
        failed = std::get<0>(co_await asio::async_write(
            stream, asio::buffer(bytes.constData() + at, static_cast<std::size_t>(size)), asTuple));
        sent(at + size);
    }
    stream.shutdownWrite();
}

asio::awaitable<void> receive(io::Stream& stream, std::string& out)
{
    std::array<char, 4096> chunk{};
    for (constexpr std::size_t limit = 1U << 20U; out.size() < limit;) {
        const auto [error, count] = co_await stream.async_read_some(asio::buffer(chunk), asTuple);
        out.append(chunk.data(), count);
        if (error)
            co_return;
    }
}

std::string valueOf(std::string_view output, std::string_view key)
{
    const auto at = output.find(key);
    if (at == std::string_view::npos)
        return {};
    const auto from = at + key.size();
    return std::string(output.substr(from, output.find('\n', from) - from));
}

Error installError(const QString& host, const std::string& kind, const std::string& detail)
{
    const auto text = QString::fromStdString(detail);
    if (kind == "write" && (detail.contains("No space left") || detail.contains("Disk quota")))
        return {
            ErrorCode::NoSpace,
            Text::tr("The disk of %1 is full: the bridge could not be stored. Free some space there, then try again.")
                .arg(host),
            text};
    if (kind == "write")
        return {ErrorCode::NoPermission,
                Text::tr("%1 does not let you store the bridge: %2.").arg(host::atStart(host), text.trimmed()), text};
    if (kind == "truncated")
        return {ErrorCode::Incomplete,
                Text::tr("The bridge did not reach %1 whole; nothing was installed. Try again.").arg(host), text};
    if (kind == "checksum")
        return {
            ErrorCode::ChecksumMismatch,
            Text::tr("What reached %1 is not the bridge that was sent: its SHA-256 differs. Nothing was installed; try "
                     "again.")
                .arg(host),
            text};
    return {ErrorCode::NotExecutable, Text::tr("The bridge does not run on %1: %2.").arg(host, text.trimmed()), text};
}

} // namespace

Result<BridgeAddress> parseServeOutput(const QString& host, std::string_view line)
{
    const auto text = QByteArray(line.data(), static_cast<qsizetype>(line.size()));
    const auto begin = text.indexOf('{');
    const auto object = QJsonDocument::fromJson(begin < 0 ? QByteArray() : text.mid(begin).trimmed()).object();
    if (!object.contains("socket"_L1) || !object.contains("token"_L1))
        return failure(ErrorCode::Provisioning, Text::tr("The bridge did not start on %1: %2")
                                                    .arg(host, text.isEmpty() ? Text::tr("it printed nothing.")
                                                                              : QString::fromUtf8(text).trimmed()));
    return BridgeAddress{.socket = object["socket"_L1].toString().toStdString(),
                         .ideSocket = object["ide"_L1].toString().toStdString(),
                         .token = Secret(object["token"_L1].toString().toUtf8()),
                         .fresh = object["fresh"_L1].toBool()};
}

asio::awaitable<Result<HostFacts>> probe(host::Host& host, ProbeRequest request)
{
    const auto script = frame(probeScript(request));
    auto ran = co_await host::run(host, script.commandLine, script.input);
    if (!ran)
        co_return std::unexpected(ran.error());
    const auto output = framedOutput(ran->out, script.marker);
    if (!output)
        co_return std::unexpected(neverRan(host.name(), ran->out, ran->err));
    co_return parseHostFacts(*output);
}

asio::awaitable<Result<std::string>> installBridge(host::Host& host, ProbeRequest request, BridgeProgram program,
                                                   std::function<void(qint64)> sent)
{
    using namespace asio::experimental::awaitable_operators;
    const auto script = frame(installScript(request, program.sha256.toStdString()));
    auto started = co_await host.start(script.commandLine);
    if (!started)
        co_return std::unexpected(started.error());
    auto& stream = (*started)->stream();
    std::string printed;
    co_await (send(stream, script.input, program.bytes, std::move(sent)) && receive(stream, printed));
    auto status = co_await (*started)->wait();
    if (!status)
        co_return std::unexpected(status.error());
    const auto output = framedOutput(printed, script.marker);
    if (!output)
        co_return std::unexpected(neverRan(host.name(), printed, (*started)->errorText()));
    if (const auto kind = valueOf(*output, "error="); !kind.empty())
        co_return std::unexpected(installError(QString::fromStdString(host.name()), kind, valueOf(*output, "detail=")));
    co_return valueOf(*output, "serve=");
}

} // namespace kalpana::provision
