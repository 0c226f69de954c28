#pragma once

#include "core/base/error.h"

#include <QString>
#include <QStringList>

#include <stop_token>

namespace kalpana::agent {

/// What the agent wants to know from the user.
struct UserQuestion {
    QString callId;
    QString text;        ///< Markdown, the model's own: hostile.
    QStringList options; ///< Answers to choose from; the user may write another. May be empty.
    bool operator==(const UserQuestion&) const = default;
};

/// Asks the user. Called on a flow thread and may block as long as the user thinks; a stop ends it at once with
/// ErrorCode::Cancelled. Any error ends the turn.
class QuestionPrompt {
public:
    virtual ~QuestionPrompt() = default;
    [[nodiscard]] virtual Result<QString> answer(const UserQuestion& question, std::stop_token stop) = 0;
};

} // namespace kalpana::agent
