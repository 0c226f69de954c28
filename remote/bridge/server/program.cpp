#include "remote/bridge/server/program.h"

#include "remote/bridge/protocol/message.h"
#include "remote/bridge/protocol/version.h"
#include "remote/bridge/server/control.h"
#include "remote/bridge/server/credential/program.h"
#include "remote/bridge/server/relay.h"
#include "remote/bridge/server/serve.h"
#include "remote/bridge/server/uninstall.h"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <sys/prctl.h>

namespace kalpana::bridge::server {

namespace {

constexpr int kFailed = 1;
constexpr int kUsage = 2;

int exitCode(const Outcome<void>& outcome, bool asJson)
{
    if (outcome)
        return 0;
    const auto& failure = outcome.error();
    std::fprintf(stderr, "kalpana-bridge: %s\n", failure.message.c_str());
    if (asJson) {
        const protocol::Json line{{"error", {{"code", wordOf(failure.code)}, {"message", failure.message}}}};
        std::printf("%s\n", line.dump(-1, ' ', false, protocol::Json::error_handler_t::replace).c_str());
    }
    return kFailed;
}

/// A little longer than the person at the desktop has.
constexpr auto kLongestAnswer = std::chrono::seconds(65);

/// The bridge that started git or ssh, which started us.
std::optional<protocol::Json> askOwnBridge(const protocol::Json& question)
{
    const char* control = std::getenv(std::string(kControlVariable).c_str());
    return control == nullptr ? std::nullopt : askBridge(control, question, kLongestAnswer);
}

} // namespace

int runProgram(const std::vector<std::string>& arguments)
{
    ::signal(SIGPIPE, SIG_IGN);
    const auto options = readOptions(arguments);
    if (!options) {
        std::fprintf(stderr, "kalpana-bridge: %s\n%s", options.error().c_str(), usage().c_str());
        return kUsage;
    }
    switch (options->command) {
    case Options::Command::Serve:
        return exitCode(serve(*options), true);
    case Options::Command::Stop:
        return exitCode(stop(*options), true);
    case Options::Command::Relay:
        return exitCode(relay(options->socket), false);
    case Options::Command::Uninstall:
        return exitCode(uninstall(*options), false);
    case Options::Command::Credential:
    case Options::Command::Askpass:
        ::prctl(PR_SET_DUMPABLE, 0); // an answer is a secret
        return options->command == Options::Command::Askpass ? runAskpass(options->text, askOwnBridge)
                                                             : runCredential(options->text, askOwnBridge);
    case Options::Command::Version:
        std::printf("kalpana-bridge %s protocol %s\n", KALPANA_VERSION, std::string(protocol::kVersion).c_str());
        return 0;
    case Options::Command::Help:
        break;
    }
    std::fputs(usage().c_str(), stdout);
    return 0;
}

} // namespace kalpana::bridge::server
