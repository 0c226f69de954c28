#pragma once

#include "core/markup/line_colours.h"

#include <memory>
#include <mutex>

namespace kalpana::desktop::review {

/// The colours of code for many threads, made when they are first wanted; one thread at a time uses them.
class SharedColours final {
public:
    template <typename Use>
    auto use(Use use)
    {
        const std::scoped_lock lock(m_mutex);
        if (!m_colours)
            m_colours = std::make_unique<markup::LineColours>();
        return use(std::as_const(*m_colours));
    }

private:
    std::mutex m_mutex;
    std::unique_ptr<markup::LineColours> m_colours;
};

} // namespace kalpana::desktop::review
