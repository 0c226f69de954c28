#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace kalpana::bridge::server {

/// Cuts a terminal's output into text and whole sequences, however it is cut when it comes, so that a screen is never
/// in the middle of one. Passive. The grammar is that of ECMA-48 and xterm, in UTF-8: there are no 8-bit controls.
class SequenceReader final {
public:
    /// What the output means.
    class Receiver {
    public:
        Receiver() = default;
        Receiver(const Receiver&) = delete;
        Receiver& operator=(const Receiver&) = delete;
        virtual ~Receiver() = default;

        /// Characters and control characters, never in the middle of a UTF-8 sequence (one that is broken comes as it
        /// is).
        virtual void text(std::string_view bytes) = 0;
        /// ESC … with its final byte.
        virtual void escape(std::string_view bytes) = 0;
        /// ESC [ … with its final byte.
        virtual void control(std::string_view bytes) = 0;
        /// OSC, DCS, APC, PM, SOS: ESC ] and so on up to the terminator (BEL or ESC \), which is left out.
        virtual void string(std::string_view bytes) = 0;
    };

    void read(std::string_view bytes, Receiver& receiver);

    /// How many of the bytes that were read belong to something that has not ended yet.
    [[nodiscard]] std::size_t pending() const;
    /// In a string that is so long that its beginning was thrown away: what begins such a string, else nothing.
    [[nodiscard]] std::string_view openString() const;

private:
    enum class State : std::uint8_t { Text, Escape, EscapeIntermediate, Control, String, StringEscape };

    void completeCharacter(std::string_view& bytes, Receiver& receiver);
    void readText(std::string_view& bytes, Receiver& receiver);
    /// A byte within a sequence.
    void step(char byte, Receiver& receiver);
    void begin(State state, char byte);
    void abandon();

    State m_state = State::Text;
    std::string m_begun; ///< the sequence, or the first bytes of a character
    char m_kind = 0;     ///< the byte after ESC of a string
    bool m_tooLong = false;
};

} // namespace kalpana::bridge::server
