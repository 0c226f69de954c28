#include "remote/bridge/server/credential/program.h"
#include "remote/bridge/server/program.h"

int main(int argc, char** argv)
{
    using namespace kalpana::bridge::server;
    std::vector<std::string> arguments(argv + 1, argv + argc);
    if (std::string_view(argv[0]).ends_with(kAskpassName)) // git and ssh give a prompt, and nothing else
        arguments.insert(arguments.begin(), "askpass");
    return runProgram(arguments);
}
