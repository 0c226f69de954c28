#include "app/desktop/assembly/editor_link.h"

#include "app/desktop/background/background.h"
#include "app/desktop/chat/chat_backend.h"
#include "app/desktop/session/session.h"
#include "remote/workspaces/editor.h"

namespace kalpana::desktop::assembly {

using namespace Qt::StringLiterals;
using bridge::client::EditorState;
using workspaces::Phase;

/// What is joined to a held workspace, which it keeps: it ends on a thread that may block.
struct EditorLink::Live {
    std::shared_ptr<workspaces::Editor> editor;
    std::unique_ptr<workspaces::EditorWatch> watch;
};

EditorLink::EditorLink(session::Session& session, chat::ChatBackend& chat, background::Background& background,
                       QObject* parent)
    : QObject(parent), m_session(session), m_chat(chat), m_background(background),
      m_door(std::make_shared<background::Door<EditorLink>>(*this))
{
    connect(&session, &session::Session::phaseChanged, this, [this](Phase phase) { phaseChanged(phase); });
    connect(&chat, &chat::ChatBackend::openRequested, this, [this](const QString& path, int line, int column) {
        ask([place = bridge::client::EditorPlace{.path = path.toStdString(), .line = line, .column = column}](
                workspaces::Editor& editor, const std::stop_token& stop) { return editor.open(place, stop); },
            [this] { Q_EMIT opened(); });
    });
    connect(&chat, &chat::ChatBackend::insertRequested, this, [this](const QString& text) {
        ask([text = text.toStdString()](workspaces::Editor& editor,
                                        const std::stop_token& stop) { return editor.insert(text, stop); },
            [] {});
    });
}

EditorLink::~EditorLink()
{
    m_door->shut();
    letGo();
}

void EditorLink::letGo()
{
    if (m_live)
        m_background.run(
            nullptr, [gone = std::exchange(m_live, nullptr)](std::stop_token) mutable { return gone.reset(), true; },
            [](bool) {});
}

EditorLink::Live* EditorLink::live()
{
    if (m_live)
        return m_live.get();
    auto editor = m_session.editor();
    if (!editor)
        return nullptr;
    m_live = std::make_shared<Live>();
    m_live->editor = std::move(editor);
    m_live->watch = m_live->editor->watch(
        [door = m_door](const EditorState& state) { door->post([state](EditorLink& to) { to.shows(state); }); });
    return m_live.get();
}

void EditorLink::phaseChanged(Phase phase)
{
    if (phase == Phase::Running) {
        (void)live();
    } else if (phase != Phase::Reconnecting) {
        letGo();
        m_chat.setEditor({});
    }
}

void EditorLink::shows(const EditorState& state)
{
    if (!m_live || !state.file) {
        m_chat.setEditor({});
        return;
    }
    const auto& file = *state.file;
    m_chat.setEditor({{u"path"_s, file.path},
                      {u"line"_s, file.line},
                      {u"column"_s, file.column},
                      {u"endLine"_s, file.endLine},
                      {u"endColumn"_s, file.endColumn},
                      {u"dirty"_s, file.isDirty}});
}

template <typename Call, typename Then>
void EditorLink::ask(Call call, Then then)
{
    auto* now = live();
    if (!now) {
        m_chat.notice(tr("The workspace is not connected. Wait until it runs, then try again."));
        return;
    }
    m_background.run(
        this, [editor = now->editor, call = std::move(call)](std::stop_token stop) { return call(*editor, stop); },
        [this, then = std::move(then)](const Result<void>& done) {
            if (done)
                then();
            else
                m_chat.notice(done.error().sentence);
        });
}

} // namespace kalpana::desktop::assembly
