#include "core/markup/diff_html.h"

#include <QList>

#include <utility>

namespace kalpana::markup {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostLines = 400;
constexpr qsizetype mostCharacters = 60'000;
constexpr qsizetype littleRest = 20; // lines: it is shown rather than folded away

/// Takes the next line off a text, without its end.
QStringView takeLine(QStringView& text)
{
    const auto end = text.indexOf(u'\n');
    const auto line = end < 0 ? text : text.first(end);
    text = end < 0 ? QStringView() : text.sliced(end + 1);
    return line;
}

/// The name of the file from the two lines of the head, which are taken off.
QString takeHead(QStringView& diff)
{
    QString name;
    for (const auto mark : {"--- "_L1, "+++ "_L1}) {
        if (!diff.startsWith(mark))
            break;
        const auto line = takeLine(diff).sliced(mark.size());
        if (line != "/dev/null"_L1)
            name = line.sliced(std::min<qsizetype>(2, line.size())).toString(); // behind "a/" or "b/"
    }
    return name;
}

/// How much of the diff is shown: whole lines.
qsizetype shownSize(QStringView diff)
{
    qsizetype at = 0;
    for (qsizetype line = 0; line < mostLines && at < diff.size(); ++line) {
        const auto end = diff.indexOf(u'\n', at);
        const auto next = end < 0 ? diff.size() : end + 1;
        if (next > mostCharacters)
            return at;
        at = next;
    }
    const auto rest = diff.sliced(at);
    return diff.size() <= mostCharacters && rest.count(u'\n') <= littleRest ? diff.size() : at;
}

bool isHunk(QStringView line)
{
    return line.startsWith("@@"_L1);
}

/// The lines of one hunk. Each side is coloured as the text that it is: a comment that only one side opens has no end
/// in the other.
void writeHunk(const QList<QStringView>& lines, const QString& fileName, const CodeHighlighter& highlighter,
               QString& html)
{
    QString before;
    QString after;
    for (const auto line : lines) {
        const auto sign = line.isEmpty() ? u' ' : line.front();
        const auto text = line.isEmpty() ? line : line.sliced(1);
        if (sign != u'+' && sign != u'\\')
            before += text.toString() + u'\n';
        if (sign != u'-' && sign != u'\\')
            after += text.toString() + u'\n';
    }
    before = highlighter.toHtmlOfFile(before, fileName);
    after = highlighter.toHtmlOfFile(after, fileName);
    QStringView fromBefore = before;
    QStringView fromAfter = after;
    for (const auto line : lines) {
        const auto sign = line.isEmpty() ? u' ' : line.front().unicode();
        switch (sign) {
        case u'\\':
            html += R"(<span class="note">)"_L1 + line.toString().toHtmlEscaped() + "</span>"_L1;
            break;
        case u'-':
            html += R"(<span class="del"><span class="sign">-</span>)"_L1 + takeLine(fromBefore).toString() + "</span>"_L1;
            break;
        case u'+':
            html += R"(<span class="add"><span class="sign">+</span>)"_L1 + takeLine(fromAfter).toString() + "</span>"_L1;
            break;
        default:
            takeLine(fromBefore);
            html += R"(<span><span class="sign"> </span>)"_L1 + takeLine(fromAfter).toString() + "</span>"_L1;
        }
    }
}

} // namespace

DiffHtml diffToHtml(QStringView diff, const CodeHighlighter& highlighter)
{
    const auto fileName = takeHead(diff);
    const auto size = shownSize(diff);
    auto shown = diff.first(size);
    DiffHtml made{.html = {}, .rest = diff.sliced(size).toString()};
    QList<QStringView> hunk;
    while (!shown.isEmpty()) {
        const auto line = takeLine(shown);
        if (!isHunk(line)) {
            hunk.append(line);
            continue;
        }
        writeHunk(std::exchange(hunk, {}), fileName, highlighter, made.html);
        made.html += R"(<span class="hunk">)"_L1 + line.toString().toHtmlEscaped() + "</span>"_L1;
    }
    writeHunk(hunk, fileName, highlighter, made.html);
    return made;
}

} // namespace kalpana::markup
