#pragma once

#include "remote/gateway/gateway.h"
#include "remote/io/io_thread.h"
#include "tests/support/raw_connection.h"
#include "tests/support/scripted_backend.h"

#include <memory>
#include <string>

namespace kalpana::test {

inline constexpr const char* hello = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

/// A gateway with one workspace "shop", and a browser's cookie for it.
struct Shop {
    explicit Shop(ScriptedBackend::Script script = ScriptedBackend::answersEach(hello), gateway::Limits limits = {})
        : backend(std::make_shared<ScriptedBackend>(io.executor(), std::move(script))), gateway(io, std::move(limits)),
          port(gateway.add({.id = "shop", .backend = backend}).value())
    {
    }

    std::string host(const std::string& label = "shop") const { return label + ".localhost:" + std::to_string(port); }
    std::string enter(std::uint16_t site = 0)
    {
        const auto address = gateway.enterAddress("shop", site).value();
        RawConnection browser(port);
        browser.send("GET " + address.toString(QUrl::RemoveScheme | QUrl::RemoveAuthority).toStdString() +
                     " HTTP/1.1\r\nHost: " + host(site == 0 ? "shop" : std::to_string(site) + "--shop") + "\r\n\r\n");
        const auto set = fieldOf(browser.readResponse(), "Set-Cookie");
        return set.substr(0, set.find(';'));
    }
    std::string request(const std::string& line, const std::string& fields = {})
    {
        if (cookie.empty())
            cookie = enter();
        return line + " HTTP/1.1\r\nHost: " + host() + "\r\nCookie: " + cookie + "\r\n" + fields + "\r\n";
    }

    io::IoThread io;
    std::shared_ptr<ScriptedBackend> backend;
    gateway::Gateway gateway;
    std::uint16_t port;
    std::string cookie;
};

} // namespace kalpana::test
