#pragma once

#include "remote/bridge/client/editor.h"
#include "remote/workspaces/line.h"

#include <functional>
#include <stop_token>

namespace kalpana::io {
class IoThread;
}

namespace kalpana::workspaces {

/// Hears what the workspace's editor shows for as long as it lives, over a line that comes and goes; then no more. Any
/// thread.
class EditorWatch final {
public:
    /// Called on the I/O thread: now, after each change, and with an empty state when the line is lost. Must not block.
    using OnState = std::function<void(const bridge::client::EditorState&)>;

    EditorWatch(io::IoThread& io, std::shared_ptr<Line> line, OnState onState);
    EditorWatch(const EditorWatch&) = delete;
    EditorWatch& operator=(const EditorWatch&) = delete;
    ~EditorWatch();

private:
    class Watching;
    io::IoThread& m_io;
    std::shared_ptr<Watching> m_watching;
};

/// The editor of an open workspace. Any thread. The calls that return a Result block until the editor has answered (use
/// a flow thread); while the line is down they fail with the reason. Must not outlive the workspace.
class Editor final {
public:
    Editor(io::IoThread& io, std::shared_ptr<Line> line) : m_io(io), m_line(std::move(line)) {}

    /// Errors: see bridge::client::openInEditor().
    [[nodiscard]] Result<void> open(bridge::client::EditorPlace place, const std::stop_token& stop);
    [[nodiscard]] Result<void> insert(std::string text, const std::stop_token& stop);
    /// Returns at once.
    [[nodiscard]] std::unique_ptr<EditorWatch> watch(EditorWatch::OnState onState);

private:
    io::IoThread& m_io;
    std::shared_ptr<Line> m_line;
};

} // namespace kalpana::workspaces
