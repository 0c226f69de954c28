#pragma once

#include "core/agent/linked_stop.h"
#include "core/agent/turn_log.h"

namespace kalpana::agent {

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
