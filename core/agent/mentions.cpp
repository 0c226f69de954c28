#include "core/agent/mentions.h"

#include "core/agent/capped_text.h"
#include "core/agent/tool_arguments.h"
#include "core/agent/tool_call.h"

#include <QRegularExpression>

#include <algorithm>

namespace kalpana::agent {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostMentions = 20;
constexpr qsizetype mostOfAll = 256 << 10; ///< Characters of all that is attached to one message.

std::optional<Mention> mentionOf(const QString& written, const QString& name)
{
    if (isFileName(name))
        return Mention{Mention::Kind::Put, written, name};
    if (name == "diff"_L1)
        return Mention{Mention::Kind::Diff, written, {}};
    if (name.startsWith("terminal:"_L1)) {
        bool isNumber = false;
        const auto number = name.sliced(9).toUInt(&isNumber);
        return isNumber && number > 0 ? std::optional(Mention{Mention::Kind::Terminal, written, name.sliced(9)})
                                      : std::nullopt;
    }
    const bool problems = name.startsWith("problems:"_L1);
    const auto rest = problems ? name.sliced(9) : name;
    static const QRegularExpression lines(u"^(.*[^/]):([1-9]\\d{0,6})(?:-([1-9]\\d{0,6}))?$"_s);
    if (const auto match = problems ? QRegularExpressionMatch() : lines.match(rest); match.hasMatch()) {
        const auto path = checkedPath(match.captured(1));
        const int first = match.captured(2).toInt();
        return path ? std::optional(Mention{.kind = Mention::Kind::File,
                                            .written = written,
                                            .path = *path,
                                            .first = first,
                                            .last = std::max(first, match.captured(3).toInt())})
                    : std::nullopt;
    }
    const auto hash = problems ? -1 : rest.lastIndexOf(u'#');
    const auto path = checkedPath(hash > 0 ? rest.first(hash) : rest);
    if (!path || rest.isEmpty())
        return {};
    if (problems)
        return Mention{Mention::Kind::Problems, written, *path};
    if (hash > 0 && hash + 1 < rest.size())
        return Mention{Mention::Kind::Symbol, written, *path, rest.sliced(hash + 1)};
    return Mention{name.endsWith(u'/') ? Mention::Kind::Folder : Mention::Kind::File, written, *path};
}

Result<QString> fileText(const QString& path, WorkspaceTools& tools, const std::stop_token& stop)
{
    return tools.read(path, stop).transform([&](const FileText& file) {
        if (file.binary)
            return u"[A binary file of %1 bytes.]"_s.arg(file.size);
        return capped(file.text, u"Read %1 with offset and limit."_s.arg(path)) +
               (file.truncated ? u"\n[The file has %1 bytes; this is its beginning.]"_s.arg(file.size) : QString());
    });
}

Result<QString> linesText(const Mention& mention, WorkspaceTools& tools, const std::stop_token& stop)
{
    return tools.read(mention.path, stop).transform([&](const FileText& file) {
        const auto lines = file.text.split(u'\n');
        const auto count = lines.size() - (lines.last().isEmpty() ? 1 : 0); // behind the last line's end is none
        if (file.binary || mention.first > count)
            return u"[%1 has no line %2.]"_s.arg(mention.path).arg(mention.first);
        const auto last = std::min<qsizetype>(mention.last, count);
        return u"[%1, lines %2 to %3]\n"_s.arg(mention.path).arg(mention.first).arg(last) +
               capped(lines.sliced(mention.first - 1, last - mention.first + 1).join(u'\n'));
    });
}

Result<QString> folderText(const QString& path, WorkspaceTools& tools, const std::stop_token& stop)
{
    return tools.list(path, true, stop).transform([](const FolderListing& listing) {
        QString text;
        for (const auto& entry : listing.entries)
            text += entry.path + (entry.kind == FileEntry::Kind::Folder ? "/\n"_L1 : "\n"_L1);
        return capped(text, u"List a folder below."_s) + (listing.truncated ? u"[There are more.]"_s : QString());
    });
}

/// From the symbol's line to the line before the next one that the file declares.
Result<QString> symbolText(const Mention& mention, WorkspaceTools& tools, const std::stop_token& stop)
{
    constexpr int longest = 300;
    const auto names = tools.outline(mention.path, stop);
    if (!names)
        return std::unexpected(names.error());
    const auto found = std::ranges::find(names->names, mention.symbol, &CodeName::name);
    if (found == names->names.cend())
        return failure(ErrorCode::NotFound, u"%1 declares no %2."_s.arg(mention.path, mention.symbol));
    int end = found->line + longest;
    for (const auto& other : names->names)
        if (other.line > found->line && other.container != found->name)
            end = std::min(end, other.line);
    return tools.read(mention.path, stop).transform([&](const FileText& file) {
        const auto lines = file.text.split(u'\n');
        const auto first = std::clamp<qsizetype>(found->line - 1, 0, lines.size());
        const auto last = std::clamp<qsizetype>(end - 1, first, lines.size());
        return u"[%1, from line %2]\n"_s.arg(mention.path).arg(found->line) +
               capped(lines.sliced(first, last - first).join(u'\n').trimmed());
    });
}

Result<QString> problemsText(const QString& path, WorkspaceTools& tools, const std::stop_token& stop)
{
    return tools.problems(path, stop).transform([&](const CodeProblems& found) {
        QString text;
        for (const auto& one : found.problems)
            text += u"%1:%2: %3: %4\n"_s.arg(path).arg(one.line).arg(one.severity, one.message);
        return text.isEmpty() ? u"[%1 finds no problem.]"_s.arg(found.server) : capped(text);
    });
}

Result<QString> textOf(const Mention& mention, WorkspaceTools& tools, const std::stop_token& stop)
{
    switch (mention.kind) {
    case Mention::Kind::File:
        return mention.first > 0 ? linesText(mention, tools, stop) : fileText(mention.path, tools, stop);
    case Mention::Kind::Folder:
        return folderText(mention.path, tools, stop);
    case Mention::Kind::Symbol:
        return symbolText(mention, tools, stop);
    case Mention::Kind::Terminal:
        return tools.readTerminal(mention.path.toUInt(), 300, stop).transform([](const TerminalText& shown) {
            return capped(shown.text.trimmed());
        });
    case Mention::Kind::Diff:
        return tools.repositoryDiff({.from = u"HEAD"_s}, stop).transform([](const DiffText& diff) {
            return diff.text.isEmpty() ? u"[Nothing has changed since the last commit.]"_s : capped(diff.text);
        });
    case Mention::Kind::Problems:
        return problemsText(mention.path, tools, stop);
    case Mention::Kind::Put:
        break; // not of the workspace
    }
    return QString();
}

AttachedText putText(const MessageFile& file)
{
    constexpr qsizetype longest = 100'000; // characters: nobody can read on in it
    CappedText text(longest);
    text.append(file.text);
    return {.name = file.label, .text = text.text(u"The user has the whole file."_s)};
}

bool isPlainName(const Mention& mention)
{
    return (mention.kind == Mention::Kind::File || mention.kind == Mention::Kind::Folder ||
            mention.kind == Mention::Kind::Symbol);
}

} // namespace

QList<Mention> mentionsIn(const QString& text)
{
    static const QRegularExpression at(uR"re((?<![\w@./-])@(?:"([^"\n]{1,1000})"|([^\s"'`@()\[\]{}<>,;]{1,1000})))re"_s,
                                       QRegularExpression::UseUnicodePropertiesOption);
    QList<Mention> mentions;
    for (auto matches = at.globalMatch(text); matches.hasNext() && mentions.size() < mostMentions;) {
        const auto match = matches.next();
        auto name = match.captured(1);
        auto written = match.captured();
        if (name.isEmpty()) {
            name = match.captured(2);
            while (!name.isEmpty() && u".:!?"_s.contains(name.back())) { // the sentence's, not the name's
                name.chop(1);
                written.chop(1);
            }
        }
        const auto mention = mentionOf(written, name);
        if (mention && !mentions.contains(*mention))
            mentions.append(*mention);
    }
    return mentions;
}

Result<QList<AttachedText>> attachmentsFor(const QList<Mention>& mentions, WorkspaceTools& tools,
                                           const std::stop_token& stop, const ChatFiles* files)
{
    QList<AttachedText> attached;
    qsizetype length = 0;
    for (const auto& mention : mentions) {
        if (length >= mostOfAll) {
            attached.append({.name = mention.written,
                             .text = u"[Left out: too much is attached. Read it with your tools.]"_s,
                             .ok = false});
            continue;
        }
        if (mention.kind == Mention::Kind::Put) {
            const auto put = files == nullptr ? failure(ErrorCode::NotFound, u"It is gone."_s)
                                              : files->file(mention.path).transform(putText);
            attached.append(put ? *put : AttachedText{mention.written, put.error().sentence, false});
            length += attached.last().text.size();
            continue;
        }
        const auto text = textOf(mention, tools, stop);
        if (!text && endsTurn(text.error()))
            return std::unexpected(text.error());
        if (!text && text.error().code == ErrorCode::NotFound && isPlainName(mention))
            continue;
        attached.append({.name = mention.written,
                         .text = text ? *text : u"[It can't be attached. %1]"_s.arg(text.error().sentence),
                         .ok = text.has_value()});
        length += attached.last().text.size();
    }
    return attached;
}

} // namespace kalpana::agent
