#include "remote/bridge/server/options.h"

#include "remote/bridge/server/os/plain_name.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <map>

namespace kalpana::bridge::server {

namespace {

std::string variable(const char* name)
{
    const char* value = std::getenv(name);
    return value == nullptr ? std::string() : std::string(value);
}

std::string home()
{
    auto folder = variable("HOME");
    return folder.empty() ? "/" : folder;
}

std::string absolute(std::string path)
{
    if (path == "~" || path.starts_with("~/"))
        path = home() + path.substr(1);
    std::error_code error;
    auto full = std::filesystem::absolute(path, error).lexically_normal().string();
    while (full.size() > 1 && full.ends_with('/'))
        full.pop_back();
    return full;
}

std::string defaultData()
{
    auto folder = variable("XDG_DATA_HOME");
    return (folder.starts_with('/') ? folder : home() + "/.local/share") + "/kalpana";
}

std::expected<Options, std::string> complete(Options options)
{
    if (options.command != Options::Command::Uninstall && !isPlainName(options.id))
        return std::unexpected("--id must be given: up to 64 letters, digits, '.', '_' or '-'.");
    if (options.command == Options::Command::Serve && options.root.empty())
        return std::unexpected("--root must be given: the workspace's folder.");
    if (!options.startCodeServer.empty() && !isPlainName(options.startCodeServer))
        return std::unexpected("--start-code-server needs a version, as 4.139.1.");
    const auto* end = options.checkEvery.data() + options.checkEvery.size();
    if (unsigned every = 0;
        std::from_chars(options.checkEvery.data(), end, every) != std::from_chars_result{end, std::errc()} ||
        every < 100 || every > 3'600'000)
        return std::unexpected("--check-every needs 100 to 3600000 milliseconds.");
    options.data = absolute(options.data.empty() ? defaultData() : options.data);
    if (!options.root.empty())
        options.root = absolute(options.root);
    if (!options.runtime.empty())
        options.runtime = absolute(options.runtime);
    return options;
}

} // namespace

std::expected<Options, std::string> readOptions(const std::vector<std::string>& arguments)
{
    Options options;
    const std::map<std::string_view, std::string*> values{{"--id", &options.id},
                                                          {"--root", &options.root},
                                                          {"--data", &options.data},
                                                          {"--runtime", &options.runtime},
                                                          {"--proxy-uri", &options.proxyUri},
                                                          {"--start-code-server", &options.startCodeServer},
                                                          {"--check-every", &options.checkEvery}};
    const std::string command = arguments.empty() ? "help" : arguments.front();
    if (command == "--version")
        options.command = Options::Command::Version;
    else if (command == "serve")
        options.command = Options::Command::Serve;
    else if (command == "stop")
        options.command = Options::Command::Stop;
    else if (command == "relay")
        options.command = Options::Command::Relay;
    else if (command == "uninstall")
        options.command = Options::Command::Uninstall;
    else if (command == "credential" || command == "askpass") {
        if (arguments.size() != 2)
            return std::unexpected(command + " needs one argument.");
        options.command = command == "askpass" ? Options::Command::Askpass : Options::Command::Credential;
        options.text = arguments[1]; // may look like an option
        return options;
    } else if (command != "help" && command != "--help")
        return std::unexpected("There is no command \"" + command + "\".");

    for (std::size_t i = 1; i < arguments.size(); ++i) {
        const auto& argument = arguments[i];
        const auto equals = argument.find('=');
        const auto value = values.find(std::string_view(argument).substr(0, equals));
        if (options.command == Options::Command::Relay && options.socket.empty() && !argument.starts_with("--")) {
            options.socket = argument;
        } else if (argument == "--foreground" && options.command == Options::Command::Serve) {
            options.foreground = true;
        } else if (argument == "--yes" && options.command == Options::Command::Uninstall) {
            options.yes = true;
        } else if (value == values.end()) {
            return std::unexpected("There is no option \"" + argument + "\".");
        } else if (equals != std::string::npos) {
            *value->second = argument.substr(equals + 1);
        } else if (++i < arguments.size()) {
            *value->second = arguments[i];
        } else {
            return std::unexpected(argument + " needs a value.");
        }
    }
    switch (options.command) {
    case Options::Command::Serve:
    case Options::Command::Stop:
    case Options::Command::Uninstall:
        return complete(std::move(options));
    case Options::Command::Relay:
        if (options.socket.empty())
            return std::unexpected("relay needs the path of a socket.");
        return options;
    default:
        return options;
    }
}

std::string usage()
{
    return "usage: kalpana-bridge serve --id ID --root FOLDER [--data DIR] [--runtime DIR]\n"
           "                            [--start-code-server VERSION] [--proxy-uri URI] [--check-every MS]\n"
           "                            [--foreground]\n"
           "       kalpana-bridge stop --id ID [--data DIR] [--runtime DIR]\n"
           "       kalpana-bridge relay SOCKET\n"
           "       kalpana-bridge uninstall [--data DIR] [--yes]\n"
           "       kalpana-bridge credential get|store|erase\n"
           "       kalpana-bridge askpass PROMPT\n"
           "       kalpana-bridge --version\n";
}

} // namespace kalpana::bridge::server
