#pragma once

#include "core/agent/questions.h"

namespace kalpana::cli {

class Output;

/// Puts the agent's questions on the terminal; a number chooses one of the answers that are offered.
class TerminalAnswers final : public agent::QuestionPrompt {
public:
    explicit TerminalAnswers(Output& output) : m_output(output) {}
    /// Usage where there is no terminal.
    Result<QString> answer(const agent::UserQuestion& question, std::stop_token stop) override;

private:
    Output& m_output;
};

} // namespace kalpana::cli
