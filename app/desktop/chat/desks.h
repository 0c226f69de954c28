#pragma once

#include "app/desktop/chat/answer_desk.h"
#include "core/agent/permissions.h"
#include "core/agent/questions.h"

namespace kalpana::desktop::chat {

class PermissionDesk final : public agent::PermissionPrompt {
public:
    Result<agent::Decision> ask(const agent::PermissionRequest& request, std::stop_token stop) override
    {
        return m_desk.wait(request.callId, std::move(stop));
    }
    void answer(const QString& callId, agent::Decision decision) { m_desk.answer(callId, decision); }

private:
    AnswerDesk<agent::Decision> m_desk;
};

class QuestionDesk final : public agent::QuestionPrompt {
public:
    Result<QString> answer(const agent::UserQuestion& question, std::stop_token stop) override
    {
        return m_desk.wait(question.callId, std::move(stop));
    }
    void reply(const QString& callId, const QString& words) { m_desk.answer(callId, words); }

private:
    AnswerDesk<QString> m_desk;
};

} // namespace kalpana::desktop::chat
