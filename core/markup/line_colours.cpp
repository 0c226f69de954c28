#include "core/markup/line_colours.h"

#include <KSyntaxHighlighting/AbstractHighlighter>
#include <KSyntaxHighlighting/Definition>
#include <KSyntaxHighlighting/Format>
#include <KSyntaxHighlighting/Repository>
#include <KSyntaxHighlighting/State>
#include <KSyntaxHighlighting/Theme>

#include <utility>

namespace kalpana::markup {

using namespace Qt::StringLiterals;
using KSyntaxHighlighting::Theme;

namespace {

constexpr qsizetype mostCharacters = 2'000'000;
constexpr qsizetype longestLine = 4'000; // beyond it (minified code) the expressions of some languages take seconds

class SpanCollector final : public KSyntaxHighlighting::AbstractHighlighter {
public:
    explicit SpanCollector(const KSyntaxHighlighting::Definition& definition) { setDefinition(definition); }

    QList<ColouredSpan> line(QStringView text)
    {
        m_state = highlightLine(text, m_state);
        return std::exchange(m_spans, {});
    }

protected:
    void applyFormat(int offset, int length, const KSyntaxHighlighting::Format& format) override
    {
        if (length > 0 && format.textStyle() != Theme::Normal)
            m_spans.append({offset, length, static_cast<int>(format.textStyle())});
    }

private:
    KSyntaxHighlighting::State m_state;
    QList<ColouredSpan> m_spans;
};

QList<TextStyle> stylesOf(const Theme& theme)
{
    QList<TextStyle> styles;
    for (int i = 0; i <= static_cast<int>(Theme::Others); ++i) {
        const auto style = static_cast<Theme::TextStyle>(i);
        styles.append({theme.textColor(style) | 0xff000000U, theme.isBold(style), theme.isItalic(style)});
    }
    return styles;
}

} // namespace

struct LineColours::Private {
    KSyntaxHighlighting::Repository repository;
};

LineColours::LineColours() : d(std::make_unique<Private>()) {}
LineColours::~LineColours() = default;

CodePalette LineColours::palette() const
{
    return {stylesOf(d->repository.theme(u"GitHub Light"_s)), stylesOf(d->repository.theme(u"GitHub Dark"_s))};
}

QList<QList<ColouredSpan>> LineColours::colour(const QStringList& lines, const QString& fileName,
                                               const std::stop_token& stop) const
{
    QList<QList<ColouredSpan>> all(lines.size());
    const auto definition = d->repository.definitionForFileName(fileName);
    if (!definition.isValid())
        return all;
    SpanCollector collector(definition);
    qsizetype characters = 0;
    for (qsizetype i = 0; i < lines.size() && characters < mostCharacters && !stop.stop_requested(); ++i) {
        characters += lines[i].size();
        if (lines[i].size() <= longestLine)
            all[i] = collector.line(lines[i]);
    }
    return all;
}

} // namespace kalpana::markup
