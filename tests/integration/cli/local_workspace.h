#pragma once

#include "tests/integration/cli/kalpanactl.h"
#include "tests/support/temporary_folder.h"

namespace kalpana::test {

/// A workspace named "api" on this computer, with the real bridge and without code-server.
class LocalWorkspace final {
public:
    LocalWorkspace();

    [[nodiscard]] const TemporaryFolder& folder() const { return m_folder; }
    [[nodiscard]] QString data() const { return m_folder.path(QStringLiteral("data")); }
    /// Of the workspace.
    [[nodiscard]] QString work() const { return m_folder.path(QStringLiteral("work")); }

    /// Arguments for kalpanactl with the data folder before them.
    [[nodiscard]] QStringList arguments(const QStringList& arguments) const;
    [[nodiscard]] Ran run(const QStringList& arguments, const QByteArray& input = {}) const;

private:
    TemporaryFolder m_folder;
};

} // namespace kalpana::test
