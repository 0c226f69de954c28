#pragma once

#include "remote/bridge/client/client.h"

/// The editor of a workspace: the window of code-server that the user turned to last. Errors, beside those of every
/// request: Remote with a sentence that says what to do, where no editor is there or it refuses.
namespace kalpana::bridge::client {

/// A file of the workspace and what is selected in it. Lines and columns from 1, columns in UTF-16 code units; where
/// the end is the beginning, nothing is selected.
struct ShownFile {
    QString path; ///< Relative to the workspace.
    QString language;
    int line = 0;
    int column = 0;
    int endLine = 0;
    int endColumn = 0;
    bool isDirty = false; ///< Not all of it is saved.
    bool operator==(const ShownFile&) const = default;
};

struct EditorState {
    bool isConnected = false; ///< A window is open somewhere.
    bool isFocused = false;
    std::optional<ShownFile> file = {}; ///< None: nothing of the workspace is in front.
    bool operator==(const EditorState&) const = default;
};

struct EditorPlace {
    std::string path; ///< Of a file or a folder, below the workspace's folder.
    int line = 0;     ///< From 1; 0: wherever the editor was in it.
    int column = 0;   ///< From 1; 0: the line's beginning.
};

/// Errors beside: NotFound, NoPermission (outside the workspace).
[[nodiscard]] asio::awaitable<Result<void>> openInEditor(ClientPointer client, EditorPlace place);
/// At the cursor, in place of what is selected.
[[nodiscard]] asio::awaitable<Result<void>> insertInEditor(ClientPointer client, std::string text);
[[nodiscard]] asio::awaitable<Result<EditorState>> editorState(ClientPointer client);
/// Tells the state, now and after each change, until it is cancelled or the connection ends: never returns a value.
/// `onState` is called on the I/O thread and must not block.
[[nodiscard]] asio::awaitable<Result<void>> watchEditor(ClientPointer client,
                                                        std::function<void(const EditorState&)> onState);

} // namespace kalpana::bridge::client
