#include "core/review/word_edits.h"

#include "core/review/sequence_edits.h"

#include <QHash>

namespace kalpana::review {

namespace {

constexpr qsizetype longestLine = 2'000;

/// Words, runs of blanks, and every other character by itself (a surrogate pair as one).
QList<Span> wordsOf(QStringView line)
{
    const auto kindOf = [&line](qsizetype i) {
        const auto c = line[i];
        return c.isLetterOrNumber() || c == u'_' || c.isMark() ? 1 : c.isSpace() ? 2 : 0;
    };
    QList<Span> words;
    for (qsizetype i = 0; i < line.size();) {
        auto end = i + 1;
        if (const auto kind = kindOf(i); kind != 0)
            while (end < line.size() && kindOf(end) == kind)
                ++end;
        else if (line[i].isHighSurrogate() && end < line.size())
            ++end;
        words.append({i, end - i});
        i = end;
    }
    return words;
}

std::vector<int> numbersOf(QStringView line, const QList<Span>& words, QHash<QStringView, int>& known)
{
    std::vector<int> numbers;
    for (const auto& word : words) {
        const auto text = line.sliced(word.from, word.length);
        const auto next = static_cast<int>(known.size());
        const auto number = known.constFind(text);
        numbers.push_back(number == known.cend() ? *known.insert(text, next) : *number);
    }
    return numbers;
}

void add(QList<Span>& spans, const QList<Span>& words, qsizetype first, qsizetype count)
{
    if (count == 0)
        return;
    const auto from = words[first].from;
    const auto& last = words[first + count - 1];
    spans.append({from, last.from + last.length - from});
}

qsizetype lengthOf(const QList<Span>& spans)
{
    qsizetype length = 0;
    for (const auto& span : spans)
        length += span.length;
    return length;
}

} // namespace

WordEdits wordEdits(QStringView before, QStringView after)
{
    if (before.size() > longestLine || after.size() > longestLine)
        return {};
    const auto wordsBefore = wordsOf(before);
    const auto wordsAfter = wordsOf(after);
    QHash<QStringView, int> known;
    const auto a = numbersOf(before, wordsBefore, known);
    const auto b = numbersOf(after, wordsAfter, known);
    WordEdits edits;
    for (const auto& edit : sequenceEdits(a, b)) {
        add(edits.before, wordsBefore, edit.before, edit.beforeCount);
        add(edits.after, wordsAfter, edit.after, edit.afterCount);
    }
    const auto different = lengthOf(edits.before) + lengthOf(edits.after);
    if (different * 3 > (before.trimmed().size() + after.trimmed().size()) * 2)
        return {};
    return edits;
}

} // namespace kalpana::review
