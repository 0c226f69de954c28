#include "remote/ssh/host_names.h"

#include "remote/ssh/config_line.h"
#include "remote/ssh/config_tokens.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>

#include <glob.h>

namespace kalpana::ssh {

using namespace Qt::StringLiterals;

namespace {

constexpr int deepestInclude = 16; // as OpenSSH

QStringList filesOf(const QString& pattern)
{
    auto path = expandHome(pattern);
    if (QDir::isRelativePath(path))
        path.prepend(QDir::homePath() + "/.ssh/"_L1);
    glob_t found{};
    QStringList files;
    if (::glob(QFile::encodeName(path).constData(), 0, nullptr, &found) == 0)
        for (std::size_t i = 0; i < found.gl_pathc; ++i)
            files << QFile::decodeName(found.gl_pathv[i]);
    ::globfree(&found);
    return files;
}

Result<void> collect(const QString& path, int depth, QStringList& names)
{
    QFile file(path);
    if (!file.open(QFile::ReadOnly))
        return failure(ErrorCode::Config,
                       QCoreApplication::translate(
                           "SshConfig", "The SSH configuration %1 can't be read: %2. Check its name and permissions.")
                           .arg(path, file.errorString()));
    const auto content = QString::fromUtf8(file.readAll());
    auto number = 0;
    for (const auto text : QStringView(content).split(u'\n')) {
        const auto line = parseConfigLine(text, {path, ++number});
        if (!line)
            return std::unexpected(line.error());
        if (line->keyword == "include"_L1 && depth < deepestInclude) {
            for (const auto& pattern : line->values)
                for (const auto& included : filesOf(pattern))
                    if (const auto read = collect(included, depth + 1, names); !read)
                        return read;
        } else if (line->keyword == "host"_L1) {
            for (const auto& name : line->values)
                if (!name.contains(u'*') && !name.contains(u'?') && !name.startsWith(u'!') && !names.contains(name))
                    names << name;
        }
    }
    return {};
}

} // namespace

Result<QStringList> hostNames(const QString& configFile)
{
    const auto path = configFile.isEmpty() ? QDir::homePath() + "/.ssh/config"_L1 : configFile;
    QStringList names;
    if (configFile.isEmpty() && !QFile::exists(path))
        return names;
    return collect(path, 0, names).transform([&] { return names; });
}

} // namespace kalpana::ssh
