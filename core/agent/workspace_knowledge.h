#pragma once

#include "core/base/error.h"

#include <QList>
#include <QString>
#include <QStringList>

#include <optional>
#include <stop_token>

namespace kalpana::agent {

struct RepositoryChange {
    QString path;
    QString what;     ///< modified, added, deleted, renamed, copied, type changed
    QString original; ///< Where it was renamed or copied from.
};

/// What git says of the repository that the workspace's folder is in. The lists may be shorter than the counts.
struct RepositoryStatus {
    QString branch;   ///< Empty where HEAD is detached.
    QString commit;   ///< Empty before the first one.
    QString upstream; ///< Empty where there is none.
    std::optional<quint64> ahead = {};
    std::optional<quint64> behind = {};
    QList<RepositoryChange> staged = {};
    QList<RepositoryChange> changed = {};
    QStringList untracked = {};
    QStringList conflicted = {};
    quint64 count = 0; ///< Of all these.
};

/// The work tree against the index, the index against HEAD (staged), or against a revision.
struct DiffQuery {
    bool staged = false;
    QString from = {};
    QStringList paths = {}; ///< Empty: all.
};

struct DiffText {
    QString text; ///< A unified diff.
    bool truncated = false;
};

/// Who answered, and how far it is.
struct LanguageAnswer {
    QString server;
    bool indexing = false;  ///< It still reads the workspace: something may be missing.
    bool truncated = false; ///< There is more.
};

struct CodePlace {
    QString path;         ///< Relative to the workspace; a whole one where it is outside.
    bool outside = false; ///< Elsewhere on the host, as a system header.
    int line = 0;         ///< From 1.
};

struct CodePlaces : LanguageAnswer {
    QList<CodePlace> places = {};
};

struct CodeProblem {
    QString severity; ///< error, warning, information, hint
    QString message;
    int line = 0; ///< From 1.
};

struct CodeProblems : LanguageAnswer {
    QList<CodeProblem> problems = {};
    bool complete = true; ///< false: the server has said nothing in time.
};

struct CodeName {
    QString name;
    QString kind; ///< class, function, …
    QString container;
    int line = 0; ///< From 1.
};

struct CodeNames : LanguageAnswer {
    QList<CodeName> names = {};
};

/// What the host knows of a workspace beyond its files' bytes. As WorkspaceTools, of which it is a part: paths, stop,
/// threads and errors.
class WorkspaceKnowledge {
public:
    virtual ~WorkspaceKnowledge() = default;

    /// Files whose paths have the query's letters in order, the best first; truncated where there are more.
    [[nodiscard]] virtual Result<QStringList> findFiles(const QString& query, int limit, std::stop_token stop) = 0;
    /// Errors beside: Remote in git's own words (no repository here).
    [[nodiscard]] virtual Result<RepositoryStatus> repositoryStatus(std::stop_token stop) = 0;
    [[nodiscard]] virtual Result<DiffText> repositoryDiff(const DiffQuery& query, std::stop_token stop) = 0;
    /// Of what stands at a place; line from 1, character in UTF-16 units from 0. Errors beside: Remote, with what to
    /// install where the host has no language server for the file.
    [[nodiscard]] virtual Result<CodePlaces> definition(const QString& path, int line, int character,
                                                        std::stop_token stop) = 0;
    [[nodiscard]] virtual Result<CodePlaces> references(const QString& path, int line, int character,
                                                        std::stop_token stop) = 0;
    [[nodiscard]] virtual Result<CodeProblems> problems(const QString& path, std::stop_token stop) = 0;
    /// What is declared in a file.
    [[nodiscard]] virtual Result<CodeNames> outline(const QString& path, std::stop_token stop) = 0;
};

} // namespace kalpana::agent
