// A line of a .gitignore and a path: PATTERN NUL PATH.

#include "remote/bridge/server/files/pattern.h"
#include "tests/fuzz/holds.h"

using namespace kalpana::bridge::server;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    const kalpana::test::Halves input(kalpana::test::textOf(data, size));
    const Pattern pattern(input.first);
    const bool asFolder = pattern.matches(input.second, true);
    if (pattern.matches(input.second, false))
        kalpana::test::holds(asFolder, "what matches a file matches a folder of this name");
    (void)matchesGlob(input.first, input.second, Slashes::AreLikeOthers);
    return 0;
}
