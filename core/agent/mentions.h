#pragma once

#include "core/agent/chat_files.h"
#include "core/agent/event.h"
#include "core/agent/workspace_tools.h"

namespace kalpana::agent {

/// Something of the workspace that the user names in a message, to be sent with it.
struct Mention {
    enum class Kind {
        File,     ///< @src/a.py, @"a name.txt", @src/a.py:3, @src/a.py:3-5
        Folder,   ///< @src/
        Symbol,   ///< @src/a.py#greet
        Terminal, ///< @terminal:2
        Diff,     ///< @diff: what has changed since the last commit
        Problems, ///< @problems:src/a.py
        Put,      ///< @file-1a2b3c4d5e6f: a text file that was put into the message (chat_files.h)
    };
    Kind kind = Kind::File;
    QString written; ///< As it stands in the text, with the @.
    QString path;    ///< Of a file or folder, checked; "2" of a terminal.
    QString symbol = {};
    int first = 0; ///< The lines of a file, from 1; 0: all.
    int last = 0;
    bool operator==(const Mention&) const = default;
};

/// In their order, each once, the first 20. An @ within a word (an address of mail) is none.
[[nodiscard]] QList<Mention> mentionsIn(const QString& text);

/// What they stand for now, each with a bounded length. A plain name that no file has (@property, @alice) is no
/// mention; of others that can't be had, the text says why. Errors: those of the connection and of a stop.
/// `files` has what was put into messages.
[[nodiscard]] Result<QList<AttachedText>> attachmentsFor(const QList<Mention>& mentions, WorkspaceTools& tools,
                                                         const std::stop_token& stop, const ChatFiles* files = nullptr);

/// One way to go on with what was typed behind an @.
struct Completion {
    QString text;      ///< What takes the place of it, without the @.
    QString kind;      ///< file, folder, symbol, terminal, diff, problems
    QString detail;    ///< For people; may be empty.
    bool more = false; ///< There is more to choose behind it: a folder, "problems:".
    bool operator==(const Completion&) const = default;
};

/// The best first, 30 at most.
[[nodiscard]] Result<QList<Completion>> completionsOf(const QString& typed, WorkspaceTools& tools,
                                                      const std::stop_token& stop);

} // namespace kalpana::agent
