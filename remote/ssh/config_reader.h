#pragma once

#include "remote/ssh/config_line.h"

#include <QHash>
#include <QSet>

namespace kalpana::ssh {

/// Reads ssh_config files for one host and keeps, of each keyword, the first value that applies (all of them for
/// IdentityFile). Knows Host, Match and Include; what a keyword means is resolve()'s concern. Source: ssh_config(5).
class ConfigReader final {
public:
    enum class Missing { IsFine, IsAnError };
    enum class Owner { User, System }; ///< Decides which folder Include is relative to.

    /// `original` is the host as given, `user` the user as given or empty.
    ConfigReader(QString original, QString user);

    /// Fails with ErrorCode::Config, or ErrorCode::Unsupported for a Match that can't be decided.
    [[nodiscard]] Result<void> read(const QString& file, Owner owner, Missing missing);
    /// A `Match final` was seen: ssh reads all once more, with those applying.
    [[nodiscard]] bool wantsFinalPass() const { return m_wantsFinalPass; }
    void beginFinalPass() { m_finalPass = true; }

    /// The first line that set the keyword (lower case), or nullptr.
    [[nodiscard]] const ConfigLine* find(const QString& keyword) const;
    [[nodiscard]] const QList<ConfigLine>& identityFiles() const { return m_identityFiles; }

private:
    struct File {
        QString path;
        Owner owner;
        int depth;
        bool reachable; ///< The Include stands in a block that applies.
    };
    [[nodiscard]] Result<void> readLines(const File& file, const QString& content);
    [[nodiscard]] Result<void> include(const ConfigLine& line, const File& from, bool active);
    [[nodiscard]] Result<bool> matches(const ConfigLine& line);
    [[nodiscard]] QString currentHostName() const;
    void keep(const ConfigLine& line);

    QString m_original;
    QString m_user;
    bool m_finalPass = false;
    bool m_wantsFinalPass = false;
    QHash<QString, ConfigLine> m_lines;
    QList<ConfigLine> m_identityFiles;
};

} // namespace kalpana::ssh
