#pragma once

#include "core/base/error.h"
#include "core/base/secret.h"
#include "remote/bridge/client/questions.h"

#include <stop_token>

namespace kalpana::workspaces {

/// What a program on a workspace's host (git, ssh) waits for, and where.
struct ProgramQuestion {
    QString workspace; ///< Its name.
    QString host;      ///< As the user calls it.
    bridge::client::Question asked;
};

struct ProgramAnswer {
    QString username; ///< For a login.
    Secret secret;    ///< The password, or what is answered otherwise.
};

/// Whoever answers programs on the hosts, at this desktop.
class ProgramQuestions {
public:
    ProgramQuestions() = default;
    ProgramQuestions(const ProgramQuestions&) = delete;
    ProgramQuestions& operator=(const ProgramQuestions&) = delete;
    virtual ~ProgramQuestions() = default;

    /// Called on a thread that may wait, one question of a workspace after the other. A stop must end the wait: the
    /// program waits no longer, or was answered elsewhere. An error refuses the answer.
    [[nodiscard]] virtual Result<ProgramAnswer> answer(const ProgramQuestion& question, std::stop_token stop) = 0;
};

} // namespace kalpana::workspaces
