#pragma once

#include <functional>
#include <stop_token>

namespace kalpana::agent {

/// A stop of its own that the user's stop sets off too: for what must also end when writing the chat fails.
class LinkedStop final {
public:
    explicit LinkedStop(const std::stop_token& user) : m_link(user, [this] { m_source.request_stop(); }) {}
    void request() { m_source.request_stop(); }
    [[nodiscard]] std::stop_token token() const { return m_source.get_token(); }

private:
    std::stop_source m_source;
    std::stop_callback<std::function<void()>> m_link;
};

} // namespace kalpana::agent
