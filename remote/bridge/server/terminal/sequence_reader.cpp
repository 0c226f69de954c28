#include "remote/bridge/server/terminal/sequence_reader.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace kalpana::bridge::server {

namespace {

constexpr char kEscape = '\x1b';
constexpr std::size_t kLongestSequence = 256;
constexpr std::size_t kLongestString = 4096;

bool continues(char byte)
{
    return (static_cast<unsigned char>(byte) & 0xc0U) == 0x80U;
}

/// How long the character is that begins with this byte, in UTF-8; 1 for what begins none.
std::size_t lengthOf(char first)
{
    const auto byte = static_cast<unsigned char>(first);
    return byte >= 0xf8 || byte < 0xc2 ? 1 : byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
}

/// How many bytes at the end are the beginning of a character that is not whole.
std::size_t brokenOff(std::string_view text)
{
    for (std::size_t back = 1; back <= std::min<std::size_t>(3, text.size()); ++back)
        if (const char byte = text[text.size() - back]; !continues(byte))
            return lengthOf(byte) > back ? back : 0;
    return 0;
}

} // namespace

std::size_t SequenceReader::pending() const
{
    return m_begun.size() + (m_state == State::StringEscape ? 1 : 0);
}

std::string_view SequenceReader::openString() const
{
    if (!m_tooLong || (m_state != State::String && m_state != State::StringEscape))
        return {};
    return m_kind == ']' ? "\x1b]9999;" : m_kind == 'P' ? "\x1bP" : "\x1bX";
}

void SequenceReader::read(std::string_view bytes, Receiver& receiver)
{
    while (!bytes.empty()) {
        if (m_state != State::Text) {
            step(bytes.front(), receiver);
            bytes.remove_prefix(1);
        } else if (!m_begun.empty()) {
            completeCharacter(bytes, receiver);
        } else {
            readText(bytes, receiver);
        }
    }
}

void SequenceReader::completeCharacter(std::string_view& bytes, Receiver& receiver)
{
    const auto length = lengthOf(m_begun.front());
    while (!bytes.empty() && m_begun.size() < length && continues(bytes.front())) {
        m_begun.push_back(bytes.front());
        bytes.remove_prefix(1);
    }
    if (m_begun.size() == length || !bytes.empty())
        receiver.text(std::exchange(m_begun, {}));
}

void SequenceReader::readText(std::string_view& bytes, Receiver& receiver)
{
    const auto* found = static_cast<const char*>(std::memchr(bytes.data(), kEscape, bytes.size()));
    auto text = bytes.substr(0, found == nullptr ? bytes.size() : static_cast<std::size_t>(found - bytes.data()));
    bytes.remove_prefix(text.size());
    if (bytes.empty()) {
        const auto open = brokenOff(text);
        m_begun = text.substr(text.size() - open);
        text.remove_suffix(open);
    }
    if (!text.empty())
        receiver.text(text);
    if (!bytes.empty()) {
        begin(State::Escape, kEscape);
        bytes.remove_prefix(1);
    }
}

void SequenceReader::begin(State state, char byte)
{
    m_state = state;
    m_begun.assign(1, byte);
    m_tooLong = false;
}

void SequenceReader::abandon()
{
    m_state = State::Text;
    m_begun.clear();
    m_tooLong = false;
}

void SequenceReader::step(char byte, Receiver& receiver)
{
    const bool inString = m_state == State::String || m_state == State::StringEscape;
    if (byte == '\x18' || byte == '\x1a') // CAN, SUB: never mind
        return abandon();
    if (m_state == State::StringEscape && byte != '\\') {
        begin(State::Escape, kEscape); // not the end of the string: another sequence has begun
        return step(byte, receiver);
    }
    if (byte == kEscape && m_state == State::String) {
        m_state = State::StringEscape;
        return;
    }
    if (byte == kEscape)
        return begin(State::Escape, kEscape);
    if (inString && (byte == '\a' || m_state == State::StringEscape)) {
        const auto whole = std::exchange(m_begun, {});
        const bool tooLong = m_tooLong;
        abandon();
        if (!tooLong)
            receiver.string(whole);
        return;
    }
    if (!m_tooLong)
        m_begun.push_back(byte);
    if (m_begun.size() > (inString ? kLongestString : kLongestSequence)) {
        m_tooLong = true;
        m_begun.clear();
    }
    const auto finish = [&](bool isControl) {
        const auto whole = std::exchange(m_begun, {});
        const bool tooLong = m_tooLong;
        abandon();
        if (tooLong)
            return;
        if (isControl)
            receiver.control(whole);
        else
            receiver.escape(whole);
    };
    switch (m_state) {
    case State::Escape:
        if (byte == '[') {
            m_state = State::Control;
        } else if (byte == ']' || byte == 'P' || byte == 'X' || byte == '^' || byte == '_') {
            m_state = State::String;
            m_kind = byte;
        } else if (byte >= ' ' && byte <= '/') {
            m_state = State::EscapeIntermediate;
        } else if (byte >= '0' && byte <= '~') {
            finish(false);
        }
        break;
    case State::EscapeIntermediate:
        if (byte >= '0' && byte <= '~')
            finish(false);
        break;
    case State::Control:
        if (byte >= '@' && byte <= '~')
            finish(true);
        break;
    default:
        break;
    }
}

} // namespace kalpana::bridge::server
