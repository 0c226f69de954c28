#include "remote/ssh/wire.h"

#include <QtEndian>

namespace kalpana::ssh {

std::optional<quint8> WireReader::byte()
{
    if (m_rest.isEmpty())
        return std::nullopt;
    const auto value = static_cast<quint8>(m_rest.front());
    m_rest = m_rest.sliced(1);
    return value;
}

std::optional<quint32> WireReader::number()
{
    if (m_rest.size() < 4) {
        m_rest = {};
        return std::nullopt;
    }
    const auto value = qFromBigEndian<quint32>(m_rest.data());
    m_rest = m_rest.sliced(4);
    return value;
}

std::optional<QByteArrayView> WireReader::string()
{
    const auto size = number();
    if (!size || *size > static_cast<std::size_t>(m_rest.size())) {
        m_rest = {};
        return std::nullopt;
    }
    const auto value = m_rest.first(*size);
    m_rest = m_rest.sliced(*size);
    return value;
}

WireWriter& WireWriter::byte(quint8 value)
{
    m_bytes += static_cast<char>(value);
    return *this;
}

WireWriter& WireWriter::number(quint32 value)
{
    std::array<char, 4> bytes{};
    qToBigEndian(value, bytes.data());
    m_bytes.append(bytes.data(), bytes.size());
    return *this;
}

WireWriter& WireWriter::string(QByteArrayView value)
{
    number(static_cast<quint32>(value.size()));
    m_bytes += value;
    return *this;
}

WireWriter& WireWriter::mpint(QByteArrayView magnitude)
{
    while (!magnitude.isEmpty() && magnitude.front() == 0)
        magnitude = magnitude.sliced(1);
    const auto needsSign = !magnitude.isEmpty() && (static_cast<quint8>(magnitude.front()) & 0x80U) != 0;
    number(static_cast<quint32>(magnitude.size() + (needsSign ? 1 : 0)));
    if (needsSign)
        m_bytes += '\0';
    m_bytes += magnitude;
    return *this;
}

} // namespace kalpana::ssh
