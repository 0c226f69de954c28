#pragma once

#include "remote/bridge/server/terminal/screen.h"

#include <vterm.h>

namespace kalpana::bridge::server {

/// libvterm and what it calls. Its own allocator, because a resize must replace memory of its.
struct Screen::Machine {
    Machine(Screen& owner, TerminalSize size);
    Machine(const Machine&) = delete;
    Machine& operator=(const Machine&) = delete;
    ~Machine() { vterm_free(terminal); }

    void write(std::string_view bytes) const { vterm_input_write(terminal, bytes.data(), bytes.size()); }
    void resize(TerminalSize size) const { vterm_set_size(terminal, size.rows, size.columns); }
    [[nodiscard]] Position cursor() const;

    static Machine& of(void* user) { return *static_cast<Machine*>(user); }
    // What libvterm calls; `user` is the machine. Everything returns 1: it was done.
    static int putGlyph(VTermGlyphInfo* glyph, VTermPos position, void* user);
    static int moveCursor(VTermPos position, VTermPos oldPosition, int visible, void* user);
    static int scrollRect(VTermRect rect, int downward, int rightward, void* user);
    static int moveRect(VTermRect destination, VTermRect source, void* user);
    static int erase(VTermRect rect, int selective, void* user);
    static int bell(void* user);
    static int resized(int rows, int columns, VTermStateFields* fields, void* user);
    static int clearScrollback(void* user);
    static void answer(const char* bytes, std::size_t count, void* user);

    Screen& screen;
    VTerm* terminal = nullptr;
    VTermState* state = nullptr;
};

} // namespace kalpana::bridge::server
