#include "remote/bridge/server/program.h"

int main(int argc, char** argv)
{
    return kalpana::bridge::server::runProgram({argv + 1, argv + argc});
}
