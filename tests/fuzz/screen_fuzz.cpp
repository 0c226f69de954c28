// What a program prints into a terminal. The first two bytes are the size; a byte 0xFF resizes. Two columns at least:
// in one no wide character fits.

#include "remote/bridge/server/terminal/screen.h"
#include "remote/bridge/server/terminal/snapshot.h"
#include "tests/fuzz/holds.h"

using namespace kalpana::bridge::server;
using kalpana::test::holds;

namespace {

TerminalSize sizeOf(unsigned char columns, unsigned char rows)
{
    return {.rows = static_cast<std::uint16_t>(1 + rows % 40), .columns = static_cast<std::uint16_t>(2 + columns % 90)};
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    if (size < 2)
        return 0;
    Screen screen(sizeOf(data[0], data[1]));
    Screen slow(screen.size());
    auto text = kalpana::test::textOf(data + 2, size - 2);
    while (!text.empty()) {
        const auto mark = text.find('\xff');
        screen.feed(text.substr(0, mark));
        for (const char byte : text.substr(0, mark))
            slow.feed({&byte, 1});
        if (mark == std::string_view::npos)
            break;
        text.remove_prefix(mark + 1);
        if (text.size() >= 2) {
            const auto size = sizeOf(static_cast<unsigned char>(text[0]), static_cast<unsigned char>(text[1]));
            screen.resize(size);
            slow.resize(size);
            text.remove_prefix(2);
        }
    }
    const auto cursor = screen.cursor();
    holds(cursor.row < screen.size().rows && cursor.column < screen.size().columns, "the cursor is on the screen");
    holds(ansiOf(slow, 100) == ansiOf(screen, 100), "what is shown does not depend on how the output was cut");
    // A fresh terminal that is given the snapshot shows the same.
    Screen fresh(screen.size());
    fresh.feed(ansiOf(screen, 100));
    holds(textOf(fresh.shown()) == textOf(screen.shown()), "a snapshot shows what the screen shows");
    holds(fresh.isAlternate() == screen.isAlternate(), "a snapshot chooses the same screen");
    return 0;
}
