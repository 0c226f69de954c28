#pragma once

#include "core/base/error.h"
#include "remote/bridge/client/terminals.h"

#include <memory>
#include <mutex>
#include <optional>
#include <string_view>
#include <termios.h>

namespace kalpana::cli {

/// The terminal on standard input and output, given over to another one: every key comes as it is typed, every byte
/// goes out as it is. As it was before when this is destroyed, and also when a signal ends the program. One at a time.
class RawTerminal final {
public:
    /// Usage where standard input or output is not a terminal.
    [[nodiscard]] static Result<void> check();
    [[nodiscard]] static Result<std::unique_ptr<RawTerminal>> enter();
    /// Of the terminal on standard output; none where it is not one, or does not say.
    [[nodiscard]] static std::optional<bridge::client::TerminalSize> sizeHere();
    RawTerminal(const RawTerminal&) = delete;
    RawTerminal& operator=(const RawTerminal&) = delete;
    ~RawTerminal();

    /// To poll: readable once wake() was called, the size changed, or the program goes on after a stop.
    [[nodiscard]] int wakeFd() const { return m_wake; }
    void wake() const; ///< Any thread.
    void clearWake() const;

    /// To poll for writing; write() takes as much as there is room for.
    [[nodiscard]] int outFd() const { return m_out; }
    [[nodiscard]] std::size_t write(std::string_view bytes) const;
    /// All of it, or as much as a terminal that takes nothing for a second has taken.
    void writeAll(std::string_view bytes) const;

    /// What was typed, at most so much; empty where nothing was, or while it is lent. False at the end of the input.
    [[nodiscard]] bool read(std::string& typed, std::size_t most);
    [[nodiscard]] bool isLent() const;
    /// Whatever changed it while the program was stopped: raw again.
    void reapply();

    /// Gives the terminal back for a question, and takes it again. Any thread.
    void lend();
    void takeBack();
    /// As it was before, from here on.
    void leave();

private:
    RawTerminal(const termios& before, int out, int wake);
    void apply(const termios& modes) const;

    termios m_before;
    termios m_raw;
    int m_out;
    int m_wake;
    mutable std::mutex m_mutex; ///< Guards the modes and what follows; held while standard input is read.
    bool m_isLent = false;
    bool m_isLeft = false;
};

/// What makes a terminal forget what programs have set, but for what it shows: the alternate screen, margins, modes,
/// how keys are sent, pen.
inline constexpr std::string_view kForgetPrograms =
    "\x1b"
    "7\x1b[?1049l\x1b[!p\x1b[?9;1000;1002;1003;1004;1005;1006;1007;1015;1016;2004;2026;2031l"
    "\x1b[>4m\x1b[<99u\x1b[0 q\x1b[?7h\x1b[?25h\x1b(B\x0f\x1b[m";

} // namespace kalpana::cli
