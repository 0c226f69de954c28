#include "remote/ssh/config_reader.h"

#include "remote/ssh/config_tokens.h"
#include "remote/ssh/local_user.h"
#include "remote/ssh/pattern.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>

#include <glob.h>

namespace kalpana::ssh {

using namespace Qt::StringLiterals;

namespace {

constexpr int maxDepth = 16; // As OpenSSH.

struct Text {
    Q_DECLARE_TR_FUNCTIONS(SshConfig)
};

QStringList filesMatching(const QString& pattern)
{
    glob_t found{};
    QStringList files;
    if (::glob(QFile::encodeName(pattern).constData(), 0, nullptr, &found) == 0)
        for (std::size_t i = 0; i < found.gl_pathc; ++i)
            files << QFile::decodeName(found.gl_pathv[i]);
    ::globfree(&found);
    return files;
}

Error undecidable(const ConfigPlace& place, const QString& criterion)
{
    return {
        ErrorCode::Unsupported,
        Text::tr(
            "%1: Kalpana can't decide “Match %2” yet. Move that block below the settings of this host, or give Kalpana "
            "another configuration file.")
            .arg(place.toString(), criterion)};
}

} // namespace

ConfigReader::ConfigReader(QString original, QString user) : m_original(std::move(original)), m_user(std::move(user)) {}

Result<void> ConfigReader::read(const QString& file, Owner owner, Missing missing)
{
    QFile source(file);
    if (!source.open(QFile::ReadOnly)) {
        if (missing == Missing::IsFine && !source.exists())
            return {};
        return failure(ErrorCode::Config,
                       Text::tr("The SSH configuration %1 can't be read: %2. Check its name and permissions.")
                           .arg(file, source.errorString()));
    }
    return readLines({file, owner, 0, true}, QString::fromUtf8(source.readAll()));
}

Result<void> ConfigReader::readLines(const File& file, const QString& content)
{
    auto active = file.reachable;
    auto number = 0;
    for (const auto text : QStringView(content).split(u'\n')) {
        auto line = parseConfigLine(text, {file.path, ++number});
        if (!line)
            return std::unexpected(line.error());
        if (line->keyword.isEmpty())
            continue;
        if (line->keyword == "host"_L1) {
            active = file.reachable && matchesPatternList(m_original, line->values);
        } else if (line->keyword == "match"_L1) {
            active = file.reachable;
            if (active) {
                const auto matched = matches(*line);
                if (!matched)
                    return std::unexpected(matched.error());
                active = *matched;
            }
        } else if (line->keyword == "include"_L1) {
            if (const auto included = include(*line, file, active); !included)
                return included;
        } else if (active) {
            keep(*line);
        }
    }
    return {};
}

Result<void> ConfigReader::include(const ConfigLine& line, const File& from, bool active)
{
    if (from.depth >= maxDepth)
        return std::unexpected(configError(line.place, Text::tr("too many files include each other.")));
    for (const auto& value : line.values) {
        auto pattern = expandHome(value);
        if (QDir::isRelativePath(pattern))
            pattern = (from.owner == Owner::User ? QDir::homePath() + "/.ssh/"_L1 : u"/etc/ssh/"_s) + pattern;
        for (const auto& path : filesMatching(pattern)) {
            QFile source(path);
            if (!source.open(QFile::ReadOnly))
                return std::unexpected(
                    configError(line.place, Text::tr("%1 can't be read: %2.").arg(path, source.errorString())));
            if (const auto read =
                    readLines({path, from.owner, from.depth + 1, active}, QString::fromUtf8(source.readAll()));
                !read)
                return read;
        }
    }
    return {};
}

Result<bool> ConfigReader::matches(const ConfigLine& line)
{
    auto result = true;
    for (qsizetype i = 0; i < line.values.size(); ++i) {
        auto word = line.values[i];
        const auto negated = word.startsWith(u'!');
        if (negated)
            word = word.sliced(1);
        const auto criterion = word.section(u'=', 0, 0).toLower();
        auto matched = false;
        if (criterion == "all"_L1) {
            matched = true;
        } else if (criterion == "final"_L1 || criterion == "canonical"_L1) {
            m_wantsFinalPass |= criterion == "final"_L1;
            matched = m_finalPass;
        } else {
            const auto value = word.contains(u'=') ? word.section(u'=', 1) : line.values.value(++i);
            if (value.isEmpty())
                return std::unexpected(configError(line.place, Text::tr("“Match %1” has no value.").arg(criterion)));
            const auto patterns = value.split(u',');
            if (criterion == "host"_L1)
                matched = matchesPatternList(currentHostName(), patterns);
            else if (criterion == "originalhost"_L1)
                matched = matchesPatternList(m_original, patterns);
            else if (criterion == "localuser"_L1)
                matched = matchesPatternList(localUser(), patterns);
            else if (criterion == "user"_L1)
                matched = matchesPatternList(
                    m_user.isEmpty() ? (find(u"user"_s) != nullptr ? find(u"user"_s)->values[0] : localUser()) : m_user,
                    patterns);
            else if (result)
                return std::unexpected(undecidable(line.place, criterion));
        }
        result = result && matched != negated;
    }
    return result;
}

QString ConfigReader::currentHostName() const
{
    const auto* set = find(u"hostname"_s);
    if (set == nullptr)
        return m_original;
    return expandTokens(set->values[0], {{u'h', m_original}}, set->place).value_or(m_original);
}

void ConfigReader::keep(const ConfigLine& line)
{
    if (line.keyword != "identityfile"_L1) {
        if (!m_lines.contains(line.keyword))
            m_lines.insert(line.keyword, line);
        return;
    }
    for (const auto& known : std::as_const(m_identityFiles))
        if (known.values == line.values)
            return;
    m_identityFiles << line;
}

const ConfigLine* ConfigReader::find(const QString& keyword) const
{
    const auto found = m_lines.constFind(keyword);
    return found == m_lines.cend() ? nullptr : &*found;
}

} // namespace kalpana::ssh
