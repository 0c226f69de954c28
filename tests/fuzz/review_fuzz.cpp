// Two sequences, BEFORE NUL AFTER, each byte an element: what is said to differ makes the one of the other.

#include "core/review/sequence_edits.h"
#include "tests/fuzz/holds.h"

#include <string>

using kalpana::review::sequenceEdits;
using kalpana::test::holds;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    const kalpana::test::Halves input(kalpana::test::textOf(data, size));
    const std::string before(input.first);
    const std::string after(input.second);
    const auto edits =
        sequenceEdits(std::vector<int>(before.begin(), before.end()), std::vector<int>(after.begin(), after.end()));
    std::string made;
    std::size_t from = 0;
    for (const auto& edit : edits) {
        const auto at = static_cast<std::size_t>(edit.before);
        holds(edit.beforeCount > 0 || edit.afterCount > 0, "an edit is not empty");
        holds(at >= from && (at > from || from == 0), "edits come in order and never touch");
        made += before.substr(from, at - from);
        holds(made.size() == static_cast<std::size_t>(edit.after), "both sides agree on where an edit is");
        made += after.substr(static_cast<std::size_t>(edit.after), static_cast<std::size_t>(edit.afterCount));
        from = at + static_cast<std::size_t>(edit.beforeCount);
    }
    made += before.substr(from);
    holds(made == after, "the edits make the one of the other");
    return 0;
}
