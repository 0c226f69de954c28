#pragma once

#include "app/cli/context.h"

namespace kalpana::cli {

/// A command's work: blocks until it is done; returns the exit code. An error is printed and mapped by the caller.
using CommandFunction = Result<int> (*)(const Context&, const Invocation&);

Result<int> askAgent(const Context& context, const Invocation& invocation);
Result<int> listModels(const Context& context, const Invocation& invocation);
Result<int> deleteWorkspace(const Context& context, const Invocation& invocation);
Result<int> explainPermission(const Context& context, const Invocation& invocation);
Result<int> executeCommand(const Context& context, const Invocation& invocation);
Result<int> forwardPort(const Context& context, const Invocation& invocation);
Result<int> listHosts(const Context& context, const Invocation& invocation);
Result<int> listTerminals(const Context& context, const Invocation& invocation);
Result<int> listWorkspaces(const Context& context, const Invocation& invocation);
Result<int> openWorkspace(const Context& context, const Invocation& invocation);
Result<int> printLogs(const Context& context, const Invocation& invocation);
Result<int> printSshConfig(const Context& context, const Invocation& invocation);
Result<int> printStatus(const Context& context, const Invocation& invocation);
Result<int> startWorkspace(const Context& context, const Invocation& invocation);
Result<int> stopWorkspace(const Context& context, const Invocation& invocation);
Result<int> useChats(const Context& context, const Invocation& invocation);
Result<int> undoTurn(const Context& context, const Invocation& invocation);
Result<int> useSecrets(const Context& context, const Invocation& invocation);
Result<int> useTerminal(const Context& context, const Invocation& invocation);
Result<int> bringUp(const Context& context, const Invocation& invocation);

} // namespace kalpana::cli
