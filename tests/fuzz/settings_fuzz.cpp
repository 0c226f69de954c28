// A settings.json as its user left it.

#include "remote/bridge/server/code_server/jsonc.h"
#include "tests/fuzz/holds.h"

using namespace kalpana::bridge::server;
using kalpana::test::holds;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    const auto text = kalpana::test::textOf(data, size);
    holds(withoutComments(text).size() == size, "every byte stands where it stood");
    const auto object = readCommentedObject(text);
    if (!object)
        return 0;
    holds(object->open < object->close && object->close < size, "the braces are in the text");
    for (const auto& member : object->members)
        holds(member.keyAt < member.begin && member.begin < member.end && member.end <= object->close,
              "a member is between the braces");
    return 0;
}
