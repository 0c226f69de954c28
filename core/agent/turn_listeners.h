#pragma once

#include "core/agent/turn_log.h"

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

class RecordingListener final : public ReplyListener {
public:
    RecordingListener(TurnLog& log, LinkedStop& stop) : m_log(log), m_stop(stop) {}
    void text(const QString& delta) override
    {
        heard += delta.toUtf8().size();
        record(TextDelta{delta});
    }
    void thinking(const QString& delta) override
    {
        heard += delta.toUtf8().size();
        record(ThinkingDelta{delta});
    }
    void waiting(const ModelWait& wait) override { m_log.tell(ModelWaits{wait}); }
    qsizetype heard = 0;

private:
    void record(const EventBody& body)
    {
        if (!m_log.record(body))
            m_stop.request();
    }

    TurnLog& m_log;
    LinkedStop& m_stop;
};

/// What a model says that is for us alone.
class SilentListener final : public ReplyListener {
public:
    explicit SilentListener(TurnLog& log) : m_log(log) {}
    void text(const QString& delta) override { heard += delta.toUtf8().size(); }
    void waiting(const ModelWait& wait) override { m_log.tell(ModelWaits{wait}); }
    qsizetype heard = 0;

private:
    TurnLog& m_log;
};

} // namespace kalpana::agent
