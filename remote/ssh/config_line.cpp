#include "remote/ssh/config_line.h"

#include <QCoreApplication>

namespace kalpana::ssh {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(SshConfig)
};

/// The words from `at` on; nullopt when a quote is not closed. Rules: argv_split() of OpenSSH.
std::optional<QStringList> split(QStringView text)
{
    QStringList words;
    qsizetype at = 0;
    for (;;) {
        while (at < text.size() && text[at].isSpace())
            ++at;
        if (at == text.size() || text[at] == u'#')
            return words;
        QString word;
        QChar quote;
        for (; at < text.size() && (!quote.isNull() || !text[at].isSpace()); ++at) {
            const auto c = text[at];
            const auto next = at + 1 < text.size() ? text[at + 1] : QChar();
            if (c == u'\\' && (next == u'\\' || next == u'"' || next == u'\'' || (quote.isNull() && next == u' ')))
                word += text[++at];
            else if (quote.isNull() && (c == u'"' || c == u'\''))
                quote = c;
            else if (!quote.isNull() && c == quote)
                quote = QChar();
            else
                word += c;
        }
        if (!quote.isNull())
            return std::nullopt;
        words << word;
    }
}

} // namespace

Error configError(const ConfigPlace& place, const QString& problem)
{
    return {ErrorCode::Config, Text::tr("%1: %2 Correct that line and try again.").arg(place.toString(), problem)};
}

Result<ConfigLine> parseConfigLine(QStringView text, ConfigPlace place)
{
    text = text.trimmed();
    if (text.isEmpty() || text.startsWith(u'#'))
        return ConfigLine{.place = std::move(place)};
    auto end = text.startsWith(u'"') ? text.indexOf(u'"', 1) : qsizetype{0};
    if (end < 0)
        return std::unexpected(configError(place, Text::tr("a quote is not closed.")));
    const auto quoted = end > 0;
    while (!quoted && end < text.size() && !text[end].isSpace() && text[end] != u'=')
        ++end;
    const auto keyword = text.first(end).sliced(quoted ? 1 : 0).toString().toLower();
    auto rest = text.sliced(quoted ? end + 1 : end).trimmed();
    if (rest.startsWith(u'='))
        rest = rest.sliced(1);
    auto values = split(rest);
    if (!values)
        return std::unexpected(configError(place, Text::tr("a quote is not closed.")));
    if (values->isEmpty())
        return std::unexpected(configError(place, Text::tr("“%1” has no value.").arg(keyword)));
    return ConfigLine{.keyword = keyword, .values = std::move(*values), .place = std::move(place)};
}

} // namespace kalpana::ssh
