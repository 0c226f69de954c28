// What the host's git prints.

#include "remote/bridge/server/git/porcelain.h"
#include "tests/fuzz/holds.h"

using namespace kalpana::bridge::server;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    const auto text = kalpana::test::textOf(data, size);
    const auto status = parseStatus(text);
    for (const auto& entry : status.entries)
        kalpana::test::holds(!entry.path.empty(), "every entry has a path");
    return 0;
}
