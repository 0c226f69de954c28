#pragma once

#include <QByteArray>
#include <QHash>
#include <QSslConfiguration>
#include <QString>

#include <memory>
#include <optional>

namespace kalpana::test {

/// A certificate for a name that no computer trusts, and its key, in a folder: openssl makes them.
struct MadeCertificate {
    MadeCertificate(const QString& folder, const QString& name);
    QString file; ///< PEM
    QSslConfiguration tls;
};

/// What a PageServer sends, to the byte, and what it does then.
struct PageAnswer {
    enum class Then { Close, Stall, Repeat };
    QByteArray bytes;
    Then then = Then::Close;
    QByteArray repeated = {}; ///< For ever.

    [[nodiscard]] static PageAnswer page(const QByteArray& type, const QByteArray& body,
                                         const QByteArray& status = "200 OK", const QByteArray& headers = {});
};

/// A server of the web on 127.0.0.1 whose every byte a test decides, by path; on a thread of its own. What it has no
/// answer for is a 404. Any thread may call.
class PageServer final {
public:
    explicit PageServer(QHash<QByteArray, PageAnswer> answers, std::optional<QSslConfiguration> tls = {});
    ~PageServer();
    PageServer(const PageServer&) = delete;
    PageServer& operator=(const PageServer&) = delete;

    [[nodiscard]] quint16 port() const;
    /// http://127.0.0.1:PORT and this path.
    [[nodiscard]] QString address(const QString& path) const;
    /// The heads of all requests, in their order.
    [[nodiscard]] QList<QByteArray> heads() const;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace kalpana::test
