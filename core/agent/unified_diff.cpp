#include "core/agent/unified_diff.h"

#include <QList>
#include <QStringView>

#include <algorithm>
#include <vector>

namespace kalpana::agent {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype context = 3;
constexpr int mostEdits = 1000; // beyond it the shortest diff costs more than it tells: the middle is shown as replaced

struct Line {
    char mark; ///< ' ', '-' or '+'
    QStringView text;
};

QList<QStringView> linesOf(QStringView text)
{
    QList<QStringView> lines;
    while (!text.isEmpty()) {
        const auto end = text.indexOf(u'\n');
        const auto size = end < 0 ? text.size() : end + 1;
        lines.append(text.first(size));
        text = text.sliced(size);
    }
    return lines;
}

// Myers, "An O(ND) Difference Algorithm" (1986): the trace of furthest reaching paths, then back along it.
QList<Line> shortestEdits(const QList<QStringView>& a, const QList<QStringView>& b)
{
    const auto n = static_cast<int>(a.size());
    const auto m = static_cast<int>(b.size());
    const int most = std::min(n + m, mostEdits);
    std::vector<std::vector<int>> trace;
    std::vector<int> reach(static_cast<std::size_t>(2 * most + 3), 0);
    const auto at = [most](int k) { return static_cast<std::size_t>(k + most + 1); };
    const auto goesDown = [&](const std::vector<int>& v, int k, int d) {
        return k == -d || (k != d && v[at(k - 1)] < v[at(k + 1)]);
    };
    const auto found = [&] {
        for (int d = 0; d <= most; ++d) {
            trace.push_back(reach);
            for (int k = -d; k <= d; k += 2) {
                int x = goesDown(reach, k, d) ? reach[at(k + 1)] : reach[at(k - 1)] + 1;
                while (x < n && x - k < m && x - k >= 0 && a[x] == b[x - k])
                    ++x;
                reach[at(k)] = x;
                if (x >= n && x - k >= m)
                    return true;
            }
        }
        return false;
    }();
    QList<Line> edits;
    if (!found) {
        for (const auto line : a)
            edits.append({'-', line});
        for (const auto line : b)
            edits.append({'+', line});
        return edits;
    }
    int x = n;
    int y = m;
    const auto keepDownTo = [&](int fromX, int fromY) {
        while (x > fromX && y > fromY) {
            edits.append({' ', a[--x]});
            --y;
        }
    };
    for (int d = static_cast<int>(trace.size()) - 1; d > 0; --d) {
        const auto& v = trace[static_cast<std::size_t>(d)];
        const int k = x - y;
        const bool down = goesDown(v, k, d);
        const int fromK = down ? k + 1 : k - 1;
        keepDownTo(v[at(fromK)], v[at(fromK)] - fromK);
        if (down)
            edits.append({'+', b[--y]});
        else
            edits.append({'-', a[--x]});
    }
    keepDownTo(0, 0);
    std::ranges::reverse(edits);
    return edits;
}

QList<Line> edits(const QList<QStringView>& a, const QList<QStringView>& b)
{
    qsizetype head = 0;
    while (head < a.size() && head < b.size() && a[head] == b[head])
        ++head;
    qsizetype tail = 0;
    while (tail < a.size() - head && tail < b.size() - head && a[a.size() - 1 - tail] == b[b.size() - 1 - tail])
        ++tail;
    QList<Line> lines;
    for (const auto line : a.first(head))
        lines.append({' ', line});
    lines += shortestEdits(a.sliced(head, a.size() - head - tail), b.sliced(head, b.size() - head - tail));
    for (const auto line : a.last(tail))
        lines.append({' ', line});
    return lines;
}

QString range(qsizetype start, qsizetype count)
{
    const auto first = count == 0 ? start : start + 1;
    return count == 1 ? QString::number(first) : u"%1,%2"_s.arg(first).arg(count);
}

} // namespace

QString unifiedDiff(const QString& path, const QString& before, const QString& after)
{
    if (before == after)
        return {};
    const auto lines = edits(linesOf(before), linesOf(after));
    QString diff = (before.isEmpty() ? u"--- /dev/null\n"_s : "--- a/"_L1 + path + u'\n') +
                   (after.isEmpty() ? u"+++ /dev/null\n"_s : "+++ b/"_L1 + path + u'\n');
    qsizetype oldLine = 0;
    qsizetype newLine = 0;
    for (qsizetype i = 0; i < lines.size();) {
        if (lines[i].mark == ' ') {
            ++i, ++oldLine, ++newLine;
            continue;
        }
        const auto lead = std::min(context, i);
        const auto begin = i - lead;
        auto end = i; // behind the hunk's last change; changes less than two contexts apart share a hunk
        for (qsizetype j = i, quiet = 0; j < lines.size() && quiet <= 2 * context; ++j) {
            quiet = lines[j].mark == ' ' ? quiet + 1 : 0;
            if (quiet == 0)
                end = j + 1;
        }
        end = std::min(end + context, lines.size());
        const auto hunk = lines.sliced(begin, end - begin);
        const auto olds = std::ranges::count_if(hunk, [](const Line& line) { return line.mark != '+'; });
        const auto news = std::ranges::count_if(hunk, [](const Line& line) { return line.mark != '-'; });
        diff += u"@@ -%1 +%2 @@\n"_s.arg(range(oldLine - lead, olds), range(newLine - lead, news));
        for (const auto& line : hunk) {
            diff += QLatin1Char(line.mark) + line.text.toString();
            if (!line.text.endsWith(u'\n'))
                diff += "\n\\ No newline at end of file\n"_L1;
        }
        oldLine += olds - lead;
        newLine += news - lead;
        i = end;
    }
    return diff;
}

} // namespace kalpana::agent
