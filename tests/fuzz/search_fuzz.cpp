// An expression and a text that it is looked for in: EXPRESSION NUL TEXT. The quick search over many lines and the
// plain one over each line must find the same.

#include "remote/bridge/server/search/line_search.h"
#include "tests/fuzz/holds.h"

using namespace kalpana::bridge::server;
using kalpana::test::holds;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    if (size == 0)
        return 0;
    const kalpana::test::Halves input(kalpana::test::textOf(data + 1, size - 1));
    const auto regex =
        Regex::compile(input.first, {.literal = (data[0] & 1) != 0, .caseSensitive = (data[0] & 2) != 0});
    if (!regex)
        return 0;
    const auto text = input.second;
    LineSearch search(*regex);
    auto hit = search.next(text, 0);
    for (std::size_t start = 0; start < text.size();) {
        const auto feed = text.find('\n', start);
        const auto next = feed == std::string_view::npos ? text.size() : feed + 1;
        auto end = feed == std::string_view::npos ? text.size() : feed;
        if (feed != std::string_view::npos && end > start && text[end - 1] == '\r')
            --end;
        const auto found = regex->find(text.substr(start, end - start));
        const bool isHit = hit && hit->start == start;
        holds(found.has_value() == isHit, "both searches find the same lines");
        if (isHit) {
            holds(hit->match == *found, "both searches find the same place");
            hit = search.next(text, hit->next);
        }
        start = next;
    }
    holds(!hit, "no line is found behind the last one");
    return 0;
}
