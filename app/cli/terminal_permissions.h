#pragma once

#include "core/agent/permissions.h"

#include <optional>

namespace kalpana::cli {

class Output;

/// Shows what the agent wants to do and asks on the terminal; without a terminal it is a Usage error that names --yes.
class TerminalPermissions final : public agent::PermissionPrompt {
public:
    explicit TerminalPermissions(Output& output) : m_output(output) {}
    Result<agent::Decision> ask(const agent::PermissionRequest& request, std::stop_token stop) override;
    /// Why nobody could be asked; the turn has ended then.
    [[nodiscard]] const std::optional<Error>& noTerminal() const { return m_noTerminal; }

private:
    Output& m_output;
    std::optional<Error> m_noTerminal;
};

} // namespace kalpana::cli
