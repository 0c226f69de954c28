#pragma once

#include "tests/support/raw_bridge_client.h"
#include "tests/support/temporary_folder.h"

#include <QStringList>

namespace kalpana::test {

/// A bridge of the test's own: the real program, serving a workspace in a temporary folder; stopped (with its
/// code-server) at the end.
class TestBridge final {
public:
    struct Setup {
        QStringList options = {};   ///< more for `serve`
        QStringList variables = {}; ///< "NAME=value" for its environment; "NAME" alone removes one
        QString data = {};          ///< empty: a folder of its own
    };
    TestBridge();
    explicit TestBridge(Setup setup);
    TestBridge(const TestBridge&) = delete;
    TestBridge& operator=(const TestBridge&) = delete;
    ~TestBridge();

    struct Run {
        int code = -1;
        QByteArray out;
        QByteArray err;
    };
    /// Runs the program with other arguments, in the same environment.
    [[nodiscard]] Run run(const QStringList& arguments, const QByteArray& input = {}) const;
    /// Runs `serve` (again).
    Run serve();
    Run stop() const;

    /// What `serve` printed last.
    [[nodiscard]] const nlohmann::json& where() const { return m_where; }
    [[nodiscard]] std::string socket() const { return m_where.value("socket", ""); }
    [[nodiscard]] std::string token() const { return m_where.value("token", ""); }
    [[nodiscard]] int pid() const { return m_where.value("pid", 0); }
    [[nodiscard]] const TemporaryFolder& folder() const { return m_folder; }
    [[nodiscard]] QString root() const { return m_folder.path(QStringLiteral("root")); }
    [[nodiscard]] QString data() const { return m_data; }
    [[nodiscard]] QString runtime() const { return m_folder.path(QStringLiteral("run")); }
    /// Connects; false where it is not let in.
    [[nodiscard]] bool connect(RawBridgeClient& client) const { return client.connect(socket(), token()) == 101; }

    [[nodiscard]] static QString program();

private:
    TemporaryFolder m_folder;
    Setup m_setup;
    QString m_data;
    nlohmann::json m_where = nlohmann::json::object();
};

} // namespace kalpana::test
