#pragma once

#include "remote/bridge/server/terminal/grid.h"
#include "remote/bridge/server/terminal/modes.h"
#include "remote/bridge/server/terminal/pen.h"
#include "remote/bridge/server/terminal/scrollback.h"
#include "remote/bridge/server/terminal/sequence_reader.h"

#include <memory>

namespace kalpana::bridge::server {

/// What a terminal shows: a passive state machine that is fed a program's output. libvterm interprets what moves the
/// cursor and writes; cells, pens, scrollback and modes are kept here, so that both screens can be read at any time.
/// Whatever it is fed, its memory is bounded. Any thread, one at a time.
class Screen final : private SequenceReader::Receiver {
public:
    explicit Screen(TerminalSize size);
    ~Screen() override;
    Screen(const Screen&) = delete;
    Screen& operator=(const Screen&) = delete;

    void feed(std::string_view bytes);
    void resize(TerminalSize size);

    [[nodiscard]] TerminalSize size() const { return m_size; }
    /// How many of the bytes fed last have not had their effect yet, because what they belong to has not ended.
    [[nodiscard]] std::size_t pending() const { return m_reader.pending(); }
    [[nodiscard]] std::string_view openString() const { return m_reader.openString(); }
    /// What the terminal answers to what the program asked (its kind, the cursor's place …); once.
    [[nodiscard]] std::string takeAnswers() { return std::exchange(m_answers, {}); }

    [[nodiscard]] const Grid& primary() const { return m_primary; }
    [[nodiscard]] const Grid& alternate() const { return m_alternate; }
    [[nodiscard]] bool isAlternate() const { return m_isAlternate; }
    [[nodiscard]] const Grid& shown() const { return m_isAlternate ? m_alternate : m_primary; }
    [[nodiscard]] const Scrollback& scrollback() const { return m_scrollback; }
    [[nodiscard]] const Modes& modes() const { return m_modes; }
    [[nodiscard]] const Pen& pen() const { return m_pen; }
    [[nodiscard]] Position cursor() const;
    /// The cursor is behind the last column: the next character goes to the next line.
    [[nodiscard]] bool wrapsNext() const { return m_wrapsNext; }
    /// As programs have set it, without control characters.
    [[nodiscard]] const std::string& title() const { return m_title; }
    [[nodiscard]] std::uint64_t bells() const { return m_bells; }

    /// A cursor that was saved (ESC 7), one for each screen.
    struct Saved {
        bool isSaved = false;
        Position cursor = {};
        Pen pen = {};
        Modes::Charsets charsets = {};
        bool originMode = false;

        bool operator==(const Saved&) const = default;
    };
    [[nodiscard]] const Saved& saved(bool ofAlternate) const { return ofAlternate ? m_savedAlternate : m_saved; }

private:
    struct Machine; ///< libvterm and its callbacks
    friend struct Machine;

    void text(std::string_view bytes) override;
    void escape(std::string_view bytes) override;
    void control(std::string_view bytes) override;
    void string(std::string_view bytes) override;

    void write(std::string_view bytes);
    void characters(std::string_view bytes);
    void writeText(std::string_view bytes);
    void writePieces(std::string_view bytes);
    void writeOnLast(std::string_view bytes);
    [[nodiscard]] std::string_view withoutWhatScrollsAway(std::string_view text);
    [[nodiscard]] bool scrollPlainly(std::string_view lines);
    [[nodiscard]] std::string_view withoutMarks(std::string_view bytes);
    [[nodiscard]] std::string_view withoutControls(std::string_view bytes, std::string& buffer);
    [[nodiscard]] bool changesNothingThere(const ControlSequence& sequence);
    void repeat(std::size_t times);
    void setMargins(std::size_t top, std::size_t bottom);
    void answerRendition();
    void answer(std::string_view bytes);
    void setPrivateModes(const ControlSequence& sequence);
    void setAlternate(std::uint16_t mode, bool on);
    void save();
    void restore();
    void moveCursor(Position position);
    void wrapNoMore();
    void reset();
    void resetSoftly();
    void takeTitle(std::string_view text);
    void changeTitleStack(const ControlSequence& sequence);
    [[nodiscard]] Grid& current() { return m_isAlternate ? m_alternate : m_primary; }

    TerminalSize m_size;
    Grid m_primary;
    Grid m_alternate;
    bool m_isAlternate = false;
    Scrollback m_scrollback;
    Modes m_modes;
    Pen m_pen;
    Saved m_saved;
    Saved m_savedAlternate;
    bool m_wrapsNext = false;
    bool m_isBehindLast = false; ///< the cursor is where the next character is put behind the last one
    bool m_overloaded = false;   ///< too many marks were combined with the last character
    Position m_lastPut;
    Cell m_lastCell; ///< what was put there
    std::string m_title;
    std::vector<std::string> m_titles; ///< put aside by CSI 22 t
    std::uint64_t m_bells = 0;
    std::string m_answers;
    Position m_resizedCursor; ///< for libvterm, while it is told of a new size
    SequenceReader m_reader;
    std::unique_ptr<Machine> m_machine;
};

} // namespace kalpana::bridge::server
