#include "remote/gateway/body.h"

#include <algorithm>

namespace kalpana::gateway {

namespace {

constexpr std::size_t mostOverhead = 16384; // For one chunk's extension, or for all trailers.
constexpr std::size_t mostDigits = 15;      // Of a chunk size: far over any real one, far under overflow.

} // namespace

Body::Body(BodyLength length) : m_state(State::Done), m_left(length.bytes)
{
    switch (length.kind) {
    case BodyLength::Kind::None:
        break;
    case BodyLength::Kind::Bytes:
        m_state = length.bytes > 0 ? State::Bytes : State::Done;
        break;
    case BodyLength::Kind::Chunked:
        m_state = State::Size;
        break;
    case BodyLength::Kind::UntilClose:
        m_state = State::UntilClose;
        break;
    }
}

std::size_t Body::take(std::string_view bytes)
{
    std::size_t taken = 0;
    while (taken < bytes.size() && !done() && !broken()) {
        if (m_state == State::UntilClose)
            return bytes.size();
        if (m_state == State::Bytes || m_state == State::Data) {
            const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(m_left, bytes.size() - taken));
            m_left -= count;
            taken += count;
            if (m_left == 0)
                m_state = m_state == State::Bytes ? State::Done : State::DataReturn;
            continue;
        }
        step(bytes[taken]);
        if (!broken())
            ++taken;
    }
    return taken;
}

void Body::ended()
{
    if (!done())
        m_state = m_state == State::UntilClose ? State::Done : State::Broken;
}

void Body::step(char c)
{
    const auto go = [this](bool allowed, State next) { m_state = allowed ? next : State::Broken; };
    switch (m_state) {
    case State::Size:
        if (c == '\r' || c == ';')
            go(m_digits > 0, c == '\r' ? State::SizeEnd : State::Extension);
        else
            takeSizeDigit(c);
        break;
    case State::Extension:
        if (c == '\r')
            m_state = State::SizeEnd;
        else
            go(c != '\n' && c != '\0' && ++m_overhead < mostOverhead, State::Extension);
        break;
    case State::SizeEnd:
        go(c == '\n', m_left > 0 ? State::Data : State::Trailer);
        m_digits = 0;
        m_overhead = 0;
        break;
    case State::DataReturn:
        go(c == '\r', State::DataEnd);
        break;
    case State::DataEnd:
        go(c == '\n', State::Size);
        break;
    case State::Trailer:
        if (c == '\r')
            m_state = State::LastEnd;
        else
            go(c != '\n' && c != ' ' && c != '\t' && ++m_overhead < mostOverhead, State::TrailerLine);
        break;
    case State::TrailerLine:
        if (c == '\r')
            m_state = State::TrailerEnd;
        else
            go(c != '\n' && c != '\0' && ++m_overhead < mostOverhead, State::TrailerLine);
        break;
    case State::TrailerEnd:
        go(c == '\n', State::Trailer);
        break;
    case State::LastEnd:
        go(c == '\n', State::Done);
        break;
    case State::Bytes:
    case State::UntilClose:
    case State::Data:
    case State::Done:
    case State::Broken:
        break;
    }
}

void Body::takeSizeDigit(char c)
{
    const auto digit = c >= '0' && c <= '9'   ? c - '0'
                       : c >= 'a' && c <= 'f' ? c - 'a' + 10
                       : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                              : -1;
    if (digit < 0 || ++m_digits > mostDigits)
        m_state = State::Broken;
    else
        m_left = (m_digits == 1 ? 0 : m_left) * 16 + static_cast<std::uint64_t>(digit);
}

} // namespace kalpana::gateway
