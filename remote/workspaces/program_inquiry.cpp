#include "remote/workspaces/program_inquiry.h"

#include "remote/io/io_thread.h"

#include <algorithm>

namespace kalpana::workspaces {

namespace {

using bridge::client::Question;

/// More than anybody answers before their programs give up.
constexpr std::size_t kMostWaiting = 20;

} // namespace

ProgramInquiry::ProgramInquiry(io::IoThread& io, bridge::client::ClientPointer client, QString workspace, QString host,
                               ProgramQuestions& questions)
    : m_io(io), m_client(std::move(client)), m_workspace(std::move(workspace)), m_host(std::move(host)),
      m_questions(questions), m_asking([this](const std::stop_token& stop) { run(stop); }),
      m_hearing([this](const std::stop_token& stop) {
          const bridge::client::QuestionHandlers handlers{.onAsked =
                                                              [this](const Question& asked) {
                                                                  const std::scoped_lock lock(m_mutex);
                                                                  if (m_waiting.size() < kMostWaiting)
                                                                      m_waiting.push_back(asked);
                                                                  m_changed.notify_all();
                                                              },
                                                          .onEnded = [this](std::uint32_t number) { ended(number); }};
          // It ends with the line, or at once where the bridge is too old to ask: then programs are told so there.
          static_cast<void>(m_io.run(bridge::client::watchQuestions(m_client, handlers), stop));
      })
{
}

ProgramInquiry::~ProgramInquiry()
{
    m_hearing.request_stop();
    m_asking.request_stop();
}

void ProgramInquiry::ended(std::uint32_t number)
{
    std::optional<std::stop_source> current;
    {
        const std::scoped_lock lock(m_mutex);
        std::erase_if(m_waiting, [number](const Question& question) { return question.number == number; });
        if (m_current && m_current->first == number)
            current = m_current->second;
    }
    if (current)
        current->request_stop();
}

void ProgramInquiry::run(const std::stop_token& stop)
{
    for (;;) {
        Question asked;
        std::stop_source ending;
        {
            std::unique_lock lock(m_mutex);
            if (!m_changed.wait(lock, stop, [this] { return !m_waiting.empty(); }))
                return;
            asked = std::move(m_waiting.front());
            m_waiting.pop_front();
            m_current.emplace(asked.number, ending);
        }
        const std::stop_callback onStop(stop, [&ending] { ending.request_stop(); });
        handle(asked, ending.get_token());
        const std::scoped_lock lock(m_mutex);
        m_current.reset();
    }
}

void ProgramInquiry::handle(const Question& asked, const std::stop_token& stop)
{
    using namespace bridge::client;
    auto answer = m_questions.answer({.workspace = m_workspace, .host = m_host, .asked = asked}, stop);
    if (stop.stop_requested())
        return;
    // Where nobody waits any more there is nothing to do.
    if (!answer)
        static_cast<void>(m_io.run(refuse(m_client, asked.number), stop));
    else if (asked.kind == Question::Kind::Login)
        static_cast<void>(
            m_io.run(answerLogin(m_client, asked.number, answer->username, std::move(answer->secret)), stop));
    else
        static_cast<void>(m_io.run(answerText(m_client, asked.number, std::move(answer->secret)), stop));
}

} // namespace kalpana::workspaces
