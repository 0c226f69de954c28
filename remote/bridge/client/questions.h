#pragma once

#include "remote/bridge/client/client.h"

/// What git and ssh on the host ask of the person at this desktop. What is answered goes to the program that asked, and
/// is stored nowhere on the host.
namespace kalpana::bridge::client {

struct Question {
    enum class Kind {
        Login,  ///< A name and a password for `protocol`, `host` and `path`: answerLogin().
        Secret, ///< A passphrase or password; `prompt` says for what: answerText().
        Text,   ///< What may be seen while it is typed, as "yes" for a host key: answerText().
    };
    std::uint32_t number = 0;
    Kind kind = Kind::Login;
    QString protocol; ///< As "https".
    QString host;     ///< With its port, where it is not the usual one.
    QString path;     ///< Of the repository there; shown to the person, for one host has many.
    QString username; ///< The one that stands in the address, if one does.
    QString prompt;   ///< In the words of the program. Not to be trusted as to who asks.
};

/// Called on the I/O thread; must not block.
struct QuestionHandlers {
    std::function<void(Question)> onAsked = {};
    /// Nobody waits for its answer any more: answered here or on another desktop, given up, or its time is over.
    std::function<void(std::uint32_t number)> onEnded = {};
};

/// Hears every question until it is cancelled or the connection ends: never returns a value. While nobody hears them,
/// programs on the host are told at once that no desktop is there.
[[nodiscard]] asio::awaitable<Result<void>> watchQuestions(ClientPointer client, QuestionHandlers handlers);

/// Errors: NotFound (nobody waits for it any more).
[[nodiscard]] asio::awaitable<Result<void>> answerLogin(ClientPointer client, std::uint32_t number, QString username,
                                                        Secret password);
[[nodiscard]] asio::awaitable<Result<void>> answerText(ClientPointer client, std::uint32_t number, Secret text);
[[nodiscard]] asio::awaitable<Result<void>> refuse(ClientPointer client, std::uint32_t number);

} // namespace kalpana::bridge::client
