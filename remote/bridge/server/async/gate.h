#pragma once

#include "remote/bridge/server/async/event.h"

#include <utility>

namespace kalpana::bridge::server {

/// Lets so many through at a time; the others wait. One thread: the loop's.
class Gate final {
public:
    Gate(const asio::any_io_executor& executor, unsigned places) : m_left(executor), m_places(places) {}

    /// Holds a place until it is gone. The gate must outlive it.
    class Pass final {
    public:
        explicit Pass(Gate& gate) : m_gate(&gate) {}
        Pass(Pass&& other) noexcept : m_gate(std::exchange(other.m_gate, nullptr)) {}
        Pass& operator=(Pass&&) = delete;
        ~Pass()
        {
            if (m_gate == nullptr)
                return;
            ++m_gate->m_places;
            m_gate->m_left.notify();
        }

    private:
        Gate* m_gate;
    };

    [[nodiscard]] asio::awaitable<Pass> enter();

private:
    Event m_left;
    unsigned m_places;
};

} // namespace kalpana::bridge::server
