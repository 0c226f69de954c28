#pragma once

#include <QMetaObject>
#include <QObject>

#include <concepts>
#include <mutex>
#include <utility>

namespace kalpana::desktop::background {

/// The way from other threads to an object of the GUI thread. The object keeps it in a shared pointer, and shuts it in
/// its destructor.
template <typename Object>
class Door final {
public:
    explicit Door(Object& object) : m_object(&object) {}
    Door(const Door&) = delete;
    Door& operator=(const Door&) = delete;

    /// `call(object)` runs on the GUI thread, unless the object is gone by then. Any thread.
    template <std::invocable<Object&> Call>
    void post(Call call)
    {
        const std::scoped_lock lock(m_mutex);
        if (m_object)
            QMetaObject::invokeMethod(
                m_object, [to = m_object, call = std::move(call)] { call(*to); }, Qt::QueuedConnection);
    }
    void shut()
    {
        const std::scoped_lock lock(m_mutex);
        m_object = nullptr;
    }

private:
    std::mutex m_mutex;
    Object* m_object;
};

} // namespace kalpana::desktop::background
