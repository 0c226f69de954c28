#pragma once

#include <QByteArray>

#include <optional>
#include <string_view>

namespace kalpana::ssh {

/// Takes apart the data types of RFC 4251 5. A read past the end gives nothing and stays failed.
class WireReader final {
public:
    explicit WireReader(QByteArrayView bytes) : m_rest(bytes) {}

    std::optional<quint8> byte();
    std::optional<quint32> number();
    /// A view into the bytes given.
    std::optional<QByteArrayView> string();
    [[nodiscard]] QByteArrayView rest() const { return m_rest; }

private:
    QByteArrayView m_rest;
};

/// Puts together the same.
class WireWriter final {
public:
    WireWriter& byte(quint8 value);
    WireWriter& number(quint32 value);
    WireWriter& string(QByteArrayView value);
    /// A positive integer, big endian, as mpint.
    WireWriter& mpint(QByteArrayView magnitude);
    [[nodiscard]] const QByteArray& bytes() const { return m_bytes; }

private:
    QByteArray m_bytes;
};

} // namespace kalpana::ssh
