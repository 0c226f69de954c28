#include "core/markup/code_highlighter.h"

#include <KSyntaxHighlighting/AbstractHighlighter>
#include <KSyntaxHighlighting/Definition>
#include <KSyntaxHighlighting/Format>
#include <KSyntaxHighlighting/Repository>
#include <KSyntaxHighlighting/State>
#include <KSyntaxHighlighting/Theme>
#include <QColor>
#include <QHash>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace kalpana::markup {

using namespace Qt::StringLiterals;
using KSyntaxHighlighting::Theme;

namespace {

constexpr qsizetype longestCode = 200'000;
constexpr qsizetype longestLine = 4'000; // beyond it (minified code) the expressions of some languages take seconds

constexpr std::array styles{
    std::pair{Theme::Keyword, "keyword"_L1},
    std::pair{Theme::Function, "function"_L1},
    std::pair{Theme::Variable, "variable"_L1},
    std::pair{Theme::ControlFlow, "control"_L1},
    std::pair{Theme::Operator, "operator"_L1},
    std::pair{Theme::BuiltIn, "builtin"_L1},
    std::pair{Theme::Extension, "extension"_L1},
    std::pair{Theme::Preprocessor, "preprocessor"_L1},
    std::pair{Theme::Attribute, "attribute"_L1},
    std::pair{Theme::Char, "char"_L1},
    std::pair{Theme::SpecialChar, "escape"_L1},
    std::pair{Theme::String, "string"_L1},
    std::pair{Theme::VerbatimString, "verbatim"_L1},
    std::pair{Theme::SpecialString, "pattern"_L1},
    std::pair{Theme::Import, "import"_L1},
    std::pair{Theme::DataType, "type"_L1},
    std::pair{Theme::DecVal, "number"_L1},
    std::pair{Theme::BaseN, "number"_L1},
    std::pair{Theme::Float, "number"_L1},
    std::pair{Theme::Constant, "constant"_L1},
    std::pair{Theme::Comment, "comment"_L1},
    std::pair{Theme::Documentation, "documentation"_L1},
    std::pair{Theme::Annotation, "annotation"_L1},
    std::pair{Theme::CommentVar, "comment-variable"_L1},
    std::pair{Theme::RegionMarker, "region"_L1},
    std::pair{Theme::Information, "information"_L1},
    std::pair{Theme::Warning, "warning"_L1},
    std::pair{Theme::Alert, "alert"_L1},
    std::pair{Theme::Error, "error"_L1},
};

// Formats of the Diff language carry no style of their own worth a colour, but a name.
QLatin1StringView styleOf(const KSyntaxHighlighting::Format& format, bool diff)
{
    if (diff) {
        const auto name = format.name();
        if (name == "Added line"_L1)
            return "added"_L1;
        if (name == "Removed line"_L1)
            return "removed"_L1;
        if (name == "Changed line (old)"_L1 || name == "Changed line (new)"_L1)
            return "changed"_L1;
    }
    for (const auto& [style, name] : styles)
        if (style == format.textStyle())
            return name;
    return {};
}

class LineWriter final : public KSyntaxHighlighting::AbstractHighlighter {
public:
    QString write(QStringView code, const KSyntaxHighlighting::Definition& definition)
    {
        setDefinition(definition);
        m_diff = definition.name() == "Diff"_L1;
        KSyntaxHighlighting::State state;
        m_html.reserve(code.size() * 2);
        for (qsizetype begin = 0; begin < code.size();) {
            const auto newline = code.indexOf(u'\n', begin);
            const auto end = newline < 0 ? code.size() : newline;
            m_line = code.sliced(begin, end - begin);
            m_written = 0;
            if (m_line.size() <= longestLine)
                state = highlightLine(m_line, state);
            writePlainUpTo(m_line.size());
            if (newline < 0)
                break;
            m_html += u'\n';
            begin = newline + 1;
        }
        return std::exchange(m_html, {});
    }

protected:
    void applyFormat(int offset, int length, const KSyntaxHighlighting::Format& format) override
    {
        const auto style = styleOf(format, m_diff);
        if (length == 0 || style.isEmpty())
            return;
        writePlainUpTo(offset);
        m_html += R"(<span class="hl-)"_L1 + style + R"(">)"_L1 +
                  m_line.sliced(offset, length).toString().toHtmlEscaped() + "</span>"_L1;
        m_written = offset + length;
    }

private:
    void writePlainUpTo(qsizetype offset)
    {
        if (offset > m_written)
            m_html += m_line.sliced(m_written, offset - m_written).toString().toHtmlEscaped();
        m_written = std::max(m_written, offset);
    }

    QString m_html;
    QStringView m_line;
    qsizetype m_written = 0;
    bool m_diff = false;
};

/// What code stands on in the pages: --code, --good-soft and --bad-soft of resources/page/theme.css.
using Grounds = std::array<QRgb, 3>;
constexpr Grounds lightGrounds{0xf4f4f8, 0xe0f4e8, 0xfce7e9};
constexpr Grounds darkGrounds{0x222227, 0x1b3627, 0x422327};
constexpr double readable = 4.5; // WCAG 2.2, 1.4.3

/// WCAG 2.2, "relative luminance".
double luminance(const QColor& colour)
{
    const auto linear = [](double part) {
        return part <= 0.04045 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF());
}

double contrast(const QColor& one, const QColor& other)
{
    const auto [less, more] = std::minmax({luminance(one), luminance(other)});
    return (more + 0.05) / (less + 0.05);
}

/// The colour, or the nearest to it towards black or white that can be read on all of these.
QColor readableOn(const Grounds& grounds, QColor colour)
{
    const int end = luminance(QColor(grounds[0])) > 0.5 ? 0 : 255;
    const auto nearer = [end](int part) { return part + (end - part) / 16 + (end > part ? 1 : end < part ? -1 : 0); };
    const auto isReadable = [&](QRgb ground) { return contrast(colour, QColor(ground)) >= readable; };
    for (int step = 0; step < 64 && !std::ranges::all_of(grounds, isReadable); ++step)
        colour.setRgb(std::clamp(nearer(colour.red()), 0, 255), std::clamp(nearer(colour.green()), 0, 255),
                      std::clamp(nearer(colour.blue()), 0, 255));
    return colour;
}

QString rules(const Theme& theme, const Grounds& grounds, QLatin1StringView within, QLatin1StringView added,
              QLatin1StringView removed)
{
    QString css;
    for (const auto& [style, name] : styles) {
        css += within + ".hl-"_L1 + name + " { color: "_L1 + readableOn(grounds, QColor(theme.textColor(style))).name();
        if (theme.isBold(style))
            css += "; font-weight: 600"_L1;
        if (theme.isItalic(style))
            css += "; font-style: italic"_L1;
        css += " }\n"_L1;
    }
    css += within + ".hl-added { color: "_L1 + added + " }\n"_L1;
    css += within + ".hl-removed { color: "_L1 + removed + " }\n"_L1;
    return css;
}

} // namespace

struct CodeHighlighter::Private {
    KSyntaxHighlighting::Repository repository;
    mutable QHash<QString, KSyntaxHighlighting::Definition> known;

    KSyntaxHighlighting::Definition definition(const QString& language) const
    {
        static const QHash<QString, QString> aliases{{u"shell"_s, u"Bash"_s},        {u"console"_s, u"Bash"_s},
                                                     {u"shellsession"_s, u"Bash"_s}, {u"sh"_s, u"Bash"_s},
                                                     {u"csharp"_s, u"C#"_s},         {u"golang"_s, u"Go"_s},
                                                     {u"patch"_s, u"Diff"_s},        {u"dockerfile"_s, u"Dockerfile"_s},
                                                     {u"makefile"_s, u"Makefile"_s}, {u"jsonc"_s, u"JSON"_s},
                                                     {u"objc"_s, u"Objective-C"_s}};
        if (const auto found = known.constFind(language); found != known.cend())
            return *found;
        auto found = repository.definitionForName(aliases.value(language, language));
        if (!found.isValid())
            found = repository.definitionForFileName("x."_L1 + language);
        return *known.insert(language, found);
    }
};

CodeHighlighter::CodeHighlighter() : d(std::make_unique<Private>()) {}
CodeHighlighter::~CodeHighlighter() = default;

QString CodeHighlighter::toHtml(QStringView code, QStringView language) const
{
    if (language.isEmpty() || language.size() > 40 || code.size() > longestCode)
        return code.toString().toHtmlEscaped();
    const auto definition = d->definition(language.toString().toLower());
    return definition.isValid() ? LineWriter().write(code, definition) : code.toString().toHtmlEscaped();
}

QString CodeHighlighter::toHtmlOfFile(QStringView code, const QString& fileName) const
{
    const auto definition =
        code.size() > longestCode ? KSyntaxHighlighting::Definition() : d->repository.definitionForFileName(fileName);
    return definition.isValid() ? LineWriter().write(code, definition) : code.toString().toHtmlEscaped();
}

QString CodeHighlighter::styleSheet() const
{
    const auto light = d->repository.theme(u"GitHub Light"_s);
    const auto dark = d->repository.theme(u"GitHub Dark"_s);
    return rules(light, lightGrounds, {}, "#116329"_L1, "#a40e26"_L1) + "@media (prefers-color-scheme: dark) {\n"_L1 +
           rules(dark, darkGrounds, ":root:not([data-theme=\"light\"]) "_L1, "#7ee787"_L1, "#ffa198"_L1) + "}\n"_L1 +
           rules(dark, darkGrounds, ":root[data-theme=\"dark\"] "_L1, "#7ee787"_L1, "#ffa198"_L1);
}

} // namespace kalpana::markup
