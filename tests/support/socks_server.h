#pragma once

#include <QByteArray>
#include <QString>

#include <memory>

namespace kalpana::test {

/// A SOCKS 5 proxy on 127.0.0.1 (RFC 1928, 1929) that connects whatever is asked for to one port of this computer; on
/// a thread of its own. With a name it wants that and the password. Any thread may call.
class SocksServer final {
public:
    enum class Mood { Connects, Refuses, Stalls };
    explicit SocksServer(quint16 target, QByteArray name = {}, QByteArray password = {}, Mood mood = Mood::Connects);
    ~SocksServer();
    SocksServer(const SocksServer&) = delete;
    SocksServer& operator=(const SocksServer&) = delete;

    [[nodiscard]] quint16 port() const;
    /// What it was asked to connect to: "name models.example:443", "address 127.0.0.1:80".
    [[nodiscard]] QList<QByteArray> asked() const;
    /// How often a name or a password was wrong.
    [[nodiscard]] int refused() const;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace kalpana::test
