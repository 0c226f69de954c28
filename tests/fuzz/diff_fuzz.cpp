// A unified diff from a model, and the file that it is applied to: DIFF NUL FILE.

#include "remote/bridge/server/files/diff.h"
#include "tests/fuzz/holds.h"

using namespace kalpana::bridge::server;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    const kalpana::test::Halves input(kalpana::test::textOf(data, size));
    const auto diff = parseDiff(input.first);
    if (!diff)
        return 0;
    const auto result = applied(*diff, input.second, "file");
    if (result)
        kalpana::test::holds(result->size() <= size, "what comes out was in the file or in the diff");
    return 0;
}
