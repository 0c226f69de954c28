#include "remote/ssh/config_tokens.h"

#include <QCoreApplication>
#include <QDir>

#include <pwd.h>

namespace kalpana::ssh {

using namespace Qt::StringLiterals;

Result<QString> expandTokens(const QString& text, const ConfigTokens& tokens, const ConfigPlace& place)
{
    QString out;
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text[i] == u'%') {
            const auto letter = ++i < text.size() ? text[i] : QChar(u' ');
            const auto found = tokens.constFind(letter);
            if (letter == u'%')
                out += u'%';
            else if (found != tokens.cend())
                out += *found;
            else
                return std::unexpected(configError(
                    place,
                    QCoreApplication::translate("SshConfig", "“%1” has no meaning here.").arg(u'%' + QString(letter))));
        } else if (text[i] == u'$' && i + 1 < text.size() && text[i + 1] == u'{') {
            const auto end = text.indexOf(u'}', i);
            const auto name = end < 0 ? QString() : text.sliced(i + 2, end - i - 2);
            if (end < 0 || !qEnvironmentVariableIsSet(name.toUtf8().constData()))
                return std::unexpected(configError(
                    place,
                    QCoreApplication::translate("SshConfig", "the environment variable “%1” is not set.").arg(name)));
            out += qEnvironmentVariable(name.toUtf8().constData());
            i = end;
        } else {
            out += text[i];
        }
    }
    return out;
}

QString expandHome(const QString& path)
{
    if (!path.startsWith(u'~'))
        return path;
    const auto slash = path.indexOf(u'/');
    const auto user = path.sliced(1, (slash < 0 ? path.size() : slash) - 1);
    const auto rest = slash < 0 ? QString() : path.sliced(slash);
    if (user.isEmpty())
        return QDir::homePath() + rest;
    const auto* entry = ::getpwnam(user.toUtf8().constData());
    return entry != nullptr ? QFile::decodeName(entry->pw_dir) + rest : path;
}

} // namespace kalpana::ssh
