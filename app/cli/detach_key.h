#pragma once

#include <string>
#include <string_view>

namespace kalpana::cli {

/// Finds tmux's key for detaching, Ctrl-b d, in what is typed. Ctrl-b Ctrl-b types one Ctrl-b; with any other key after
/// it both go through, so that a tmux within can be reached. Entirely passive.
class DetachKey final {
public:
    struct Typed {
        std::string bytes;     ///< For the program.
        bool detaches = false; ///< What was typed after that is dropped.
    };
    [[nodiscard]] Typed feed(std::string_view bytes);

private:
    bool m_isPrefixed = false;
    std::string m_prefix; ///< As it came: programs have keys sent in more than one way.
};

} // namespace kalpana::cli
