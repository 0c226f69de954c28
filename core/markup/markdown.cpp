#include "core/markup/markdown.h"

#include "core/markup/links.h"

#include <QByteArray>
#include <QList>
#include <md4c.h>

#include <algorithm>

namespace kalpana::markup {

using namespace Qt::StringLiterals;

namespace {

QString textOf(const char* text, MD_SIZE size)
{
    return QString::fromUtf8(text, static_cast<qsizetype>(size));
}

// Entities in an address are decoded before it is judged: &#106;avascript: is javascript:. An unknown name stays as it
// stands, ampersand and all.
QString decodedEntity(const QString& entity)
{
    if (entity == "&amp;"_L1)
        return u"&"_s;
    if (!entity.startsWith("&#"_L1))
        return entity;
    const bool hex = entity.size() > 2 && (entity[2] == u'x' || entity[2] == u'X');
    bool ok = false;
    const auto code = QStringView(entity).sliced(hex ? 3 : 2).chopped(1).toUInt(&ok, hex ? 16 : 10);
    const bool valid = ok && code != 0 && code <= QChar::LastValidCodePoint && !QChar::isSurrogate(code);
    return valid ? QString(QChar::fromUcs4(code)) : QString(QChar::ReplacementCharacter);
}

QString decoded(const MD_ATTRIBUTE& attribute)
{
    QString result;
    for (int i = 0; attribute.size > 0 && attribute.substr_offsets[i] < attribute.size; ++i) {
        const auto begin = attribute.substr_offsets[i];
        const auto part = textOf(attribute.text + begin, attribute.substr_offsets[i + 1] - begin);
        result += attribute.substr_types[i] == MD_TEXT_ENTITY ? decodedEntity(part) : part;
    }
    return result;
}

// A fence's language as it may stand in a class and on a label.
QString languageName(const MD_ATTRIBUTE& attribute)
{
    const auto name = decoded(attribute);
    const auto harmless = [](QChar c) { return c.unicode() < 128 && (c.isLetterOrNumber() || u"+#._-"_s.contains(c)); };
    return name.size() <= 32 && std::ranges::all_of(name, harmless) ? name : QString();
}

QLatin1StringView alignment(MD_ALIGN align)
{
    switch (align) {
    case MD_ALIGN_LEFT:
        return " class=\"align-left\""_L1;
    case MD_ALIGN_CENTER:
        return " class=\"align-center\""_L1;
    case MD_ALIGN_RIGHT:
        return " class=\"align-right\""_L1;
    case MD_ALIGN_DEFAULT:
        break;
    }
    return {};
}

/// Writes HTML for what md4c finds. Only tags that stand in this class come out; all text is escaped.
class Writer final {
public:
    explicit Writer(const CodeHighlighter& highlighter) : m_highlighter(highlighter) {}

    QString take() { return std::move(m_html); }

    void enter(MD_BLOCKTYPE type, void* detail)
    {
        switch (type) {
        case MD_BLOCK_DOC:
            break;
        case MD_BLOCK_QUOTE:
            m_html += "<blockquote>\n"_L1;
            break;
        case MD_BLOCK_UL:
            m_html += "<ul>\n"_L1;
            break;
        case MD_BLOCK_OL: {
            const auto start = static_cast<MD_BLOCK_OL_DETAIL*>(detail)->start;
            m_html += start == 1 ? u"<ol>\n"_s : u"<ol start=\"%1\">\n"_s.arg(start);
            break;
        }
        case MD_BLOCK_LI:
            enterItem(*static_cast<MD_BLOCK_LI_DETAIL*>(detail));
            break;
        case MD_BLOCK_HR:
            m_html += "<hr>\n"_L1;
            break;
        case MD_BLOCK_H:
            m_html += u"<h%1>"_s.arg(static_cast<MD_BLOCK_H_DETAIL*>(detail)->level);
            break;
        case MD_BLOCK_CODE:
            m_inCode = true;
            m_language = languageName(static_cast<MD_BLOCK_CODE_DETAIL*>(detail)->lang);
            break;
        case MD_BLOCK_HTML:
            break;
        case MD_BLOCK_P:
            m_html += "<p>"_L1;
            break;
        case MD_BLOCK_TABLE:
            m_html += "<table>\n"_L1;
            break;
        case MD_BLOCK_THEAD:
            m_html += "<thead>\n"_L1;
            break;
        case MD_BLOCK_TBODY:
            m_html += "<tbody>\n"_L1;
            break;
        case MD_BLOCK_TR:
            m_html += "<tr>"_L1;
            break;
        case MD_BLOCK_TH:
            m_html += "<th"_L1 + alignment(static_cast<MD_BLOCK_TD_DETAIL*>(detail)->align) + u'>';
            break;
        case MD_BLOCK_TD:
            m_html += "<td"_L1 + alignment(static_cast<MD_BLOCK_TD_DETAIL*>(detail)->align) + u'>';
            break;
        }
    }

    void leave(MD_BLOCKTYPE type, void* detail)
    {
        switch (type) {
        case MD_BLOCK_DOC:
        case MD_BLOCK_HR:
        case MD_BLOCK_HTML:
            break;
        case MD_BLOCK_QUOTE:
            m_html += "</blockquote>\n"_L1;
            break;
        case MD_BLOCK_UL:
            m_html += "</ul>\n"_L1;
            break;
        case MD_BLOCK_OL:
            m_html += "</ol>\n"_L1;
            break;
        case MD_BLOCK_LI:
            m_html += "</li>\n"_L1;
            break;
        case MD_BLOCK_H:
            m_html += u"</h%1>\n"_s.arg(static_cast<MD_BLOCK_H_DETAIL*>(detail)->level);
            break;
        case MD_BLOCK_CODE:
            writeCode();
            break;
        case MD_BLOCK_P:
            m_html += "</p>\n"_L1;
            break;
        case MD_BLOCK_TABLE:
            m_html += "</table>\n"_L1;
            break;
        case MD_BLOCK_THEAD:
            m_html += "</thead>\n"_L1;
            break;
        case MD_BLOCK_TBODY:
            m_html += "</tbody>\n"_L1;
            break;
        case MD_BLOCK_TR:
            m_html += "</tr>\n"_L1;
            break;
        case MD_BLOCK_TH:
            m_html += "</th>"_L1;
            break;
        case MD_BLOCK_TD:
            m_html += "</td>"_L1;
            break;
        }
    }

    void enter(MD_SPANTYPE type, void* detail)
    {
        switch (type) {
        case MD_SPAN_EM:
            m_html += "<em>"_L1;
            break;
        case MD_SPAN_STRONG:
            m_html += "<strong>"_L1;
            break;
        case MD_SPAN_DEL:
            m_html += "<del>"_L1;
            break;
        case MD_SPAN_CODE:
            m_html += "<code>"_L1;
            break;
        case MD_SPAN_A:
            enterLink(decoded(static_cast<MD_SPAN_A_DETAIL*>(detail)->href));
            break;
        case MD_SPAN_IMG:
            enterLink(decoded(static_cast<MD_SPAN_IMG_DETAIL*>(detail)->src));
            break;
        default:
            break;
        }
    }

    void leave(MD_SPANTYPE type)
    {
        switch (type) {
        case MD_SPAN_EM:
            m_html += "</em>"_L1;
            break;
        case MD_SPAN_STRONG:
            m_html += "</strong>"_L1;
            break;
        case MD_SPAN_DEL:
            m_html += "</del>"_L1;
            break;
        case MD_SPAN_CODE:
            m_html += "</code>"_L1;
            break;
        case MD_SPAN_A:
        case MD_SPAN_IMG:
            switch (m_links.takeLast()) {
            case Link::Address:
                m_html += "</a>"_L1;
                break;
            case Link::File:
                m_html += "</span>"_L1;
                break;
            case Link::None:
                break;
            }
            break;
        default:
            break;
        }
    }

    void text(MD_TEXTTYPE type, const QString& text)
    {
        if (m_inCode) {
            m_code += text;
            return;
        }
        switch (type) {
        case MD_TEXT_NULLCHAR:
            m_html += QChar::ReplacementCharacter;
            break;
        case MD_TEXT_BR:
            m_html += "<br>\n"_L1;
            break;
        case MD_TEXT_SOFTBR:
            m_html += u'\n';
            break;
        case MD_TEXT_ENTITY:
            m_html += text;
            break; // md4c passes only &name; and &#number;, which can't become markup
        default:
            m_html += text.toHtmlEscaped();
        }
    }

private:
    void enterItem(const MD_BLOCK_LI_DETAIL& item)
    {
        if (!item.is_task)
            m_html += "<li>"_L1;
        else
            m_html += R"(<li class="task"><input type="checkbox" disabled)"_L1 +
                      (item.task_mark == ' ' ? "> "_L1 : " checked> "_L1);
    }

    void enterLink(const QString& address)
    {
        const bool inside = std::ranges::any_of(m_links, [](Link link) { return link != Link::None; });
        const auto link = inside ? std::nullopt : safeLink(address); // no link in a link
        const bool isFile = !inside && !link && isFileAddress(address);
        m_links.append(link ? Link::Address : isFile ? Link::File : Link::None);
        if (link)
            m_html += R"(<a href=")"_L1 + link->toHtmlEscaped() + R"(" rel="noopener noreferrer">)"_L1;
        else if (isFile)
            m_html += R"(<span class="file" title=")"_L1 + address.toHtmlEscaped() + R"(">)"_L1;
    }

    void writeCode()
    {
        m_html += R"(<figure class="code">)"_L1;
        if (!m_language.isEmpty())
            m_html += "<figcaption>"_L1 + m_language.toHtmlEscaped() + "</figcaption>"_L1;
        m_html += "<pre><code"_L1 +
                  (m_language.isEmpty() ? QString() : R"( class="language-)"_L1 + m_language.toHtmlEscaped() + u'"') +
                  u'>';
        m_html += m_highlighter.toHtml(m_code, m_language) + "</code></pre></figure>\n"_L1;
        m_code.clear();
        m_inCode = false;
    }

    const CodeHighlighter& m_highlighter;
    QString m_html;
    QString m_code;
    QString m_language;
    enum class Link { None, Address, File };
    QList<Link> m_links; ///< The open links and images; None where only its text is shown.
    bool m_inCode = false;
};

Writer& writer(void* userData)
{
    return *static_cast<Writer*>(userData);
}

} // namespace

QString markdownToHtml(QStringView markdown, const CodeHighlighter& highlighter)
{
    static constexpr MD_PARSER parser{
        .abi_version = 0,
        .flags = MD_DIALECT_GITHUB | MD_FLAG_NOHTML,
        .enter_block = [](MD_BLOCKTYPE type, void* detail, void* data) { return writer(data).enter(type, detail), 0; },
        .leave_block = [](MD_BLOCKTYPE type, void* detail, void* data) { return writer(data).leave(type, detail), 0; },
        .enter_span = [](MD_SPANTYPE type, void* detail, void* data) { return writer(data).enter(type, detail), 0; },
        .leave_span = [](MD_SPANTYPE type, void*, void* data) { return writer(data).leave(type), 0; },
        .text = [](MD_TEXTTYPE type, const char* text, MD_SIZE size,
                   void* data) { return writer(data).text(type, textOf(text, size)), 0; },
        .debug_log = nullptr,
        .syntax = nullptr,
    };
    const auto utf8 = markdown.toUtf8();
    Writer output(highlighter);
    if (md_parse(utf8.constData(), static_cast<MD_SIZE>(utf8.size()), &parser, &output) != 0)
        return "<p>"_L1 + markdown.toString().toHtmlEscaped() + "</p>"_L1; // out of memory: the text at least
    return output.take();
}

} // namespace kalpana::markup
