#include "remote/bridge/client/upload.h"

#include "remote/bridge/client/failure.h"
#include "remote/bridge/client/reply.h"
#include "remote/bridge/protocol/frame.h"

#include <QCoreApplication>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/steady_timer.hpp>

#include <algorithm>

namespace kalpana::bridge::client {

namespace {

constexpr auto asTuple = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t partBytes = 256U << 10U;
constexpr std::uint64_t windowBytes = 8U << 20U;
constexpr std::chrono::seconds confirmTime{60};

struct Text {
    Q_DECLARE_TR_FUNCTIONS(bridge)
};

/// What the bridge has confirmed of one upload. Shared with the listener, which may hear a confirmation at any time.
struct Confirmed {
    explicit Confirmed(const asio::any_io_executor& executor) : changed(executor) {}

    std::uint64_t offset = 0;
    std::optional<Error> failed = {}; // The bridge takes no more of it.
    asio::steady_timer changed;

    void hear(std::uint64_t newOffset)
    {
        offset = std::max(offset, newOffset);
        changed.cancel();
    }
    void fail(Error why)
    {
        failed = std::move(why);
        changed.cancel();
    }
};

/// Waits until fewer than windowBytes are unconfirmed.
asio::awaitable<Result<void>> waitForWindow(ClientPointer client, std::shared_ptr<Confirmed> confirmed,
                                            std::uint64_t sent)
{
    using namespace asio::experimental::awaitable_operators;
    while (!confirmed->failed && sent - std::min(sent, confirmed->offset) >= windowBytes) {
        const auto before = confirmed->offset;
        confirmed->changed.expires_after(confirmTime);
        const auto first = co_await (confirmed->changed.async_wait(asTuple) || client->lost());
        if (const auto* lost = std::get_if<Error>(&first))
            co_return std::unexpected(*lost);
        if (!confirmed->failed && confirmed->offset == before)
            co_return failure(
                ErrorCode::ConnectionLost,
                Text::tr("The host stopped taking the upload. Check its disk and the connection, then try again."));
    }
    if (confirmed->failed)
        co_return std::unexpected(*confirmed->failed);
    co_return Result<void>{};
}

/// Hears what the bridge says about one upload.
std::shared_ptr<void> listenTo(const ClientPointer& client, std::uint32_t upload, const QString& subject,
                               std::shared_ptr<Confirmed> confirmed)
{
    return client->listen(
        [confirmed = std::move(confirmed), upload, subject](std::string_view event, const Json& payload) {
            protocol::Fields fields(payload);
            if (fields.optionalNumber("upload") != upload)
                return;
            if (event == "upload.ack")
                confirmed->hear(fields.optionalNumber("offset").value_or(0));
            else if (event == "upload.failed")
                confirmed->fail(errorOf(fields.text("code"), fields.text("message"), subject));
        });
}

asio::awaitable<Result<void>> sendParts(ClientPointer client, std::uint32_t upload, std::uint64_t offset,
                                        std::uint64_t size, std::shared_ptr<std::istream> source, QString subject,
                                        ProgressSink onProgress)
{
    const auto executor = co_await asio::this_coro::executor;
    const auto confirmed = std::make_shared<Confirmed>(executor);
    confirmed->offset = offset;
    const auto listening = listenTo(client, upload, subject, confirmed);
    std::vector<char> part(partBytes);
    source->clear();
    source->seekg(static_cast<std::streamoff>(offset));
    while (offset < size) {
        source->read(part.data(), static_cast<std::streamsize>(std::min<std::uint64_t>(partBytes, size - offset)));
        const auto count = static_cast<std::size_t>(source->gcount());
        if (count == 0)
            co_return failure(
                ErrorCode::Storage,
                Text::tr("The code-server archive on this computer ended early. Remove it and try again."));
        const auto room = co_await waitForWindow(client, confirmed, offset);
        if (!room)
            co_return room;
        const auto sent = co_await client->sendBinary(static_cast<std::uint8_t>(protocol::FrameKind::UploadData),
                                                      upload, offset, std::as_bytes(std::span(part.data(), count)));
        if (!sent)
            co_return sent;
        offset += count;
        if (onProgress)
            onProgress({.phase = InstallProgress::Phase::Fetch, .done = offset, .total = size});
    }
    co_return Result<void>{};
}

} // namespace

asio::awaitable<Result<void>> uploadCodeServer(ClientPointer client, Release release,
                                               std::shared_ptr<std::istream> source, std::uint64_t size,
                                               ProgressSink onProgress)
{
    Json begin = Json::object();
    begin["kind"] = "code-server";
    begin["version"] = release.version;
    begin["sha256"] = release.sha256;
    begin["size"] = size;
    auto beginHandlers = installHandlers(release.version, {});
    beginHandlers.timeout = std::chrono::seconds(30);
    const auto begun = co_await client->request("upload.begin", std::move(begin), std::move(beginHandlers));
    if (!begun)
        co_return std::unexpected(begun.error());
    protocol::Fields fields(*begun);
    const auto upload = static_cast<std::uint32_t>(fields.number("upload"));
    const auto offset = fields.number("offset");
    if (const auto wrong = misread(fields))
        co_return std::unexpected(*wrong);

    const auto subject = QStringLiteral("code-server ") + QString::fromStdString(release.version);
    const auto sent = co_await sendParts(client, upload, offset, size, source, subject, onProgress);
    if (!sent)
        co_return sent;

    Json end = Json::object();
    end["upload"] = upload;
    auto endHandlers = installHandlers(release.version, onProgress);
    co_return co_await requestDone(std::move(client), "upload.end", std::move(end), std::move(endHandlers));
}

} // namespace kalpana::bridge::client
