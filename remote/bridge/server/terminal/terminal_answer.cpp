#include "remote/bridge/server/terminal/terminal_answer.h"

#include "remote/bridge/server/terminal/control_sequence.h"
#include "remote/bridge/server/terminal/sequence_reader.h"

namespace kalpana::bridge::server {

namespace {

bool isAnswer(const ControlSequence& sequence)
{
    switch (sequence.final) {
    case 'c': // DA1 to DA3
        return sequence.prefix != 0;
    case 'R': // CPR
        return sequence.parameters.size() >= 2;
    case 'n': // DSR
    case 't': // XTWINOPS
        return true;
    case 'y': // DECRPM
        return sequence.intermediate == '$';
    case 'u': // the kitty keyboard's flags
        return sequence.prefix == '?';
    default:
        return false;
    }
}

class Answers final : public SequenceReader::Receiver {
public:
    bool some = false;
    bool others = false;

    void text(std::string_view /*bytes*/) override { others = true; }
    void escape(std::string_view /*bytes*/) override { others = true; }
    void control(std::string_view bytes) override { (isAnswer(readControlSequence(bytes)) ? some : others) = true; }
    void string(std::string_view bytes) override { (bytes[1] == ']' || bytes[1] == 'P' ? some : others) = true; }
};

} // namespace

bool isTerminalAnswer(std::string_view bytes)
{
    if (!bytes.starts_with('\x1b'))
        return false;
    SequenceReader reader;
    Answers answers;
    reader.read(bytes, answers);
    return answers.some && !answers.others && reader.pending() == 0;
}

} // namespace kalpana::bridge::server
