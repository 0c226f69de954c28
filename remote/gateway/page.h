#pragma once

#include "remote/gateway/head.h"

#include <QString>

#include <string>

namespace kalpana::gateway {

/// An answer of the gateway's own. Never cached, tells nobody where it came from, runs nothing.
struct Answer {
    int status = 200;
    Fields fields = {};
    std::string body = {};
};

/// A page in plain HTML, light or dark as the system is: what happened, what to do.
struct PageText {
    QString title;
    QString text;
    bool loadsAgain = false; ///< By itself, every three seconds.
};
[[nodiscard]] Answer pageAnswer(int status, const PageText& page);

/// The page for a refusal that needs no words of its own: 400, 408, 421, 431 and the like.
[[nodiscard]] Answer refusal(int status);

/// Sends the browser on; `address` is a path of ours or an address of the same workspace.
[[nodiscard]] Answer redirect(const std::string& address);
/// The same by a page: the next request then comes from this site itself, which SameSite=Strict asks for.
[[nodiscard]] Answer redirectFromHere(const std::string& path);

/// The bytes to send. To HEAD the body stays out.
[[nodiscard]] std::string serialize(const Answer& answer, bool withBody, bool keepAlive);

} // namespace kalpana::gateway
