// Frames and messages as they come off the line, from either end: whatever is read can be written, and reads the same.

#include "remote/bridge/protocol/frame.h"
#include "remote/bridge/protocol/message.h"
#include "tests/fuzz/holds.h"

using namespace kalpana::bridge::protocol;
using kalpana::test::holds;

namespace {

void requestReadsTheSame(const Request& request)
{
    const auto again = parseRequest(encode(request));
    holds(again && again->id == request.id && again->type == request.type && again->payload == request.payload,
          "a request that was read can be written and read again");
}

void fromBridgeReadsTheSame(const std::variant<Reply, Event>& read)
{
    const auto text = std::visit([](const auto& message) { return encode(message); }, read);
    const auto again = parseFromBridge(text);
    holds(again && again->index() == read.index(), "a reply or event that was read can be written and read again");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    const auto text = kalpana::test::textOf(data, size);
    if (const auto frame = decodeFrame(text))
        holds(encode(*frame) == text, "a frame that was read is written with the same bytes");
    if (const auto request = parseRequest(text))
        requestReadsTheSame(*request);
    if (const auto message = parseFromClient(text); message && std::holds_alternative<Request>(*message))
        requestReadsTheSame(std::get<Request>(*message));
    if (const auto message = parseFromBridge(text))
        fromBridgeReadsTheSame(*message);
    return 0;
}
