#pragma once

namespace kalpana::gateway {
class Gateway;
}
namespace kalpana::io {
class IoThread;
}
namespace kalpana::settings {
class Settings;
}
namespace kalpana::workspace {
class Store;
}

namespace kalpana::workspaces {

class ProgramQuestions;

/// What every open workspace of this process shares. All of it outlives them.
struct Services {
    io::IoThread& io;
    gateway::Gateway& gateway;
    workspace::Store& store;
    settings::Settings& settings;
    ProgramQuestions* programs = nullptr; ///< Answers programs on the hosts; where none is here, they are told so.
};

} // namespace kalpana::workspaces
