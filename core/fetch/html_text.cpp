#include "core/fetch/html_text.h"

#include "core/fetch/html_entities.h"

#include <algorithm>
#include <array>

namespace kalpana::fetch {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype longestName = 16;
constexpr qsizetype longestLink = 500;
constexpr qsizetype longestTitle = 300;

template <std::size_t count>
bool isOneOf(QStringView name, const std::array<QLatin1StringView, count>& names)
{
    return std::ranges::any_of(names, [&](QLatin1StringView one) { return name == one; });
}

constexpr std::array hiddenElements{"script"_L1, "style"_L1, "template"_L1, "svg"_L1, "iframe"_L1, "object"_L1};
constexpr std::array paragraphs{"p"_L1,       "h1"_L1,      "h2"_L1,         "h3"_L1, "h4"_L1,    "h5"_L1,
                                "h6"_L1,      "ul"_L1,      "ol"_L1,         "dl"_L1, "table"_L1, "figure"_L1,
                                "section"_L1, "article"_L1, "blockquote"_L1, "hr"_L1};
constexpr std::array lines{"div"_L1,  "li"_L1,      "tr"_L1,      "dt"_L1,       "dd"_L1,     "header"_L1,
                           "nav"_L1,  "footer"_L1,  "main"_L1,    "aside"_L1,    "form"_L1,   "address"_L1,
                           "body"_L1, "details"_L1, "summary"_L1, "fieldset"_L1, "option"_L1, "figcaption"_L1};

/// Signs without a picture of their own, which hide text or turn it round.
bool isHiding(char32_t sign)
{
    return (sign < 0x20 && sign != U'\n' && sign != U'\t') || sign == 0x7f || sign == 0xad ||
           (sign >= 0x200b && sign <= 0x200f) || (sign >= 0x202a && sign <= 0x202e) ||
           (sign >= 0x2060 && sign <= 0x206f) || sign == 0xfeff;
}

QString withoutHiding(QString text)
{
    return text.removeIf([](QChar c) { return isHiding(c.unicode()); }).simplified();
}

/// The text as it grows: white space is one space but in code, and empty lines are one.
class Writer final {
public:
    void sign(char32_t c, bool asItIs)
    {
        if (isHiding(c))
            return;
        const bool isSpace = c == U' ' || c == U'\n' || c == U'\t' || c == 0xa0;
        if (!asItIs && isSpace) {
            m_space = true;
            return;
        }
        begin();
        m_text += QChar::fromUcs4(c);
    }
    void mark(QStringView words)
    {
        begin();
        m_text += words;
    }
    void cell()
    {
        m_space = false;
        begin();
        m_text += m_text.isEmpty() || m_text.endsWith(u'\n') ? "| "_L1 : " | "_L1;
    }
    void newLine(int atLeast)
    {
        m_breaks = std::max(m_breaks, atLeast);
        m_space = false;
    }
    [[nodiscard]] qsizetype size() const { return m_text.size(); }
    [[nodiscard]] QString take() { return std::move(m_text); }

private:
    void begin()
    {
        if (m_breaks > 0 && !m_text.isEmpty()) {
            while (m_text.endsWith(u'\n')) // of code, which has its own
                m_text.chop(1);
            m_text += QString(m_breaks, u'\n');
        } else if (m_space && !m_text.isEmpty() && !m_text.back().isSpace()) {
            m_text += u' ';
        }
        m_breaks = 0;
        m_space = false;
    }

    QString m_text;
    int m_breaks = 0;
    bool m_space = false;
};

struct Tag {
    QString name; ///< In lower case.
    bool closes = false;
    QString href;
    QString alt;
    qsizetype end = 0; ///< Behind its >.
};

class Page final {
public:
    Page(QStringView html, const QUrl& address) : m_html(html), m_address(address) {}

    HtmlText read()
    {
        while (m_at < m_html.size()) {
            if (m_html[m_at] == u'<' && markup())
                continue;
            text();
        }
        closeLink();
        return {.title = withoutHiding(std::move(m_title)).left(longestTitle), .text = m_writer.take()};
    }

private:
    void text()
    {
        if (m_html[m_at] == u'&')
            if (const auto entity = entityAt(m_html, m_at); entity.length > 0) {
                m_writer.sign(entity.sign, m_code > 0);
                m_at += entity.length;
                return;
            }
        const auto c = m_html[m_at++];
        if (c.isHighSurrogate() && m_at < m_html.size() && m_html[m_at].isLowSurrogate())
            m_writer.sign(QChar::surrogateToUcs4(c, m_html[m_at++]), m_code > 0);
        else
            m_writer.sign(c.isSurrogate() ? char32_t{0xfffd} : char32_t{c.unicode()}, m_code > 0);
    }

    /// False where the < is one of the text.
    bool markup()
    {
        const auto rest = m_html.sliced(m_at);
        if (rest.startsWith("<!--"_L1)) {
            skipTo(u"-->", 4);
            return true;
        }
        if (rest.startsWith("<!"_L1) || rest.startsWith("<?"_L1)) {
            skipTo(u">", 2);
            return true;
        }
        const auto first = rest.size() > 1 ? rest[1] : QChar();
        const auto second = rest.size() > 2 ? rest[2] : QChar();
        const auto isLetter = [](QChar c) { return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z'); };
        if (!isLetter(first) && !(first == u'/' && isLetter(second)))
            return false;
        const auto tag = tagHere();
        m_at = tag.end;
        if (!tag.closes && isOneOf(tag.name, hiddenElements))
            skipElement(tag.name, nullptr);
        else if (!tag.closes && (tag.name == "title"_L1 || tag.name == "textarea"_L1))
            skipElement(tag.name, tag.name == "title"_L1 && m_title.isEmpty() ? &m_title : nullptr);
        else
            carryOut(tag);
        return true;
    }

    void skipTo(QStringView end, qsizetype from)
    {
        const auto found = m_html.indexOf(end, m_at + from);
        m_at = found < 0 ? m_html.size() : found + end.size();
    }

    /// To behind the end of an element that has no markup in it.
    void skipElement(const QString& name, QString* text)
    {
        const QString close = "</"_L1 + name;
        auto end = m_html.indexOf(close, m_at, Qt::CaseInsensitive);
        if (end < 0)
            end = m_html.size();
        if (text)
            for (auto at = m_at; at < end && text->size() < 2 * longestTitle;) {
                const auto entity = m_html[at] == u'&' ? entityAt(m_html, at) : Entity{};
                if (entity.length > 0)
                    *text += QChar::fromUcs4(entity.sign);
                else
                    *text += m_html[at];
                at += std::max<qsizetype>(1, entity.length);
            }
        m_at = end;
        if (m_at < m_html.size())
            skipTo(u">", 0);
    }

    Tag tagHere() const
    {
        Tag tag;
        auto at = m_at + 1;
        const auto size = m_html.size();
        if (m_html[at] == u'/') {
            tag.closes = true;
            ++at;
        }
        const auto isEnd = [](QChar c) { return c == u'>' || c == u'/' || c.isSpace(); };
        const auto begin = at;
        while (at < size && !isEnd(m_html[at]))
            ++at;
        tag.name = m_html.sliced(begin, std::min(at - begin, longestName)).toString().toLower();
        while (at < size && m_html[at] != u'>') {
            const auto from = at;
            while (at < size && !isEnd(m_html[at]) && m_html[at] != u'=')
                ++at;
            const auto name = m_html.sliced(from, at - from);
            while (at < size && m_html[at].isSpace())
                ++at;
            if (at < size && m_html[at] == u'=') {
                const auto value = valueAt(++at);
                if (name.compare("href"_L1, Qt::CaseInsensitive) == 0)
                    tag.href = value.toString();
                else if (name.compare("alt"_L1, Qt::CaseInsensitive) == 0)
                    tag.alt = value.left(longestLink).toString();
            } else if (at == from) {
                ++at; // a slash
            }
        }
        tag.end = std::min(at + 1, size);
        return tag;
    }

    /// Moves behind an attribute's value.
    QStringView valueAt(qsizetype& at) const
    {
        const auto size = m_html.size();
        while (at < size && m_html[at].isSpace())
            ++at;
        if (at < size && (m_html[at] == u'"' || m_html[at] == u'\'')) {
            const auto quote = m_html[at];
            const auto begin = ++at;
            const auto end = m_html.indexOf(quote, begin);
            at = end < 0 ? size : end + 1;
            return m_html.sliced(begin, (end < 0 ? size : end) - begin);
        }
        const auto begin = at;
        while (at < size && m_html[at] != u'>' && !m_html[at].isSpace())
            ++at;
        return m_html.sliced(begin, at - begin);
    }

    void carryOut(const Tag& tag)
    {
        const auto& name = tag.name;
        if (name == "pre"_L1)
            return code(tag.closes);
        if (isOneOf(name, paragraphs) || isOneOf(name, lines)) {
            closeLink();
            m_writer.newLine(isOneOf(name, paragraphs) ? 2 : 1);
        }
        if (name == "code"_L1 && m_code == 0)
            return m_writer.mark(u"`");
        if (name == "a"_L1) {
            closeLink();
            if (!tag.closes)
                openLink(tag.href);
        }
        if (tag.closes)
            return;
        if (name.size() == 2 && name[0] == u'h' && name[1] >= u'1' && name[1] <= u'6')
            m_writer.mark(QString(name[1].unicode() - u'0', u'#') + u' ');
        else if (name == "li"_L1)
            m_writer.mark(u"- ");
        else if (name == "td"_L1 || name == "th"_L1)
            m_writer.cell();
        else if (name == "br"_L1)
            m_code > 0 ? m_writer.sign(U'\n', true) : m_writer.newLine(1);
        else if (const auto alt = name == "img"_L1 ? withoutHiding(tag.alt) : QString(); !alt.isEmpty())
            m_writer.mark(u"[image: %1]"_s.arg(alt));
    }

    void code(bool closes)
    {
        if (closes && m_code == 0)
            return;
        closeLink();
        m_code = std::max(0, m_code + (closes ? -1 : 1));
        if (m_code != (closes ? 0 : 1))
            return;
        m_writer.newLine(closes ? 1 : 2);
        m_writer.mark(u"```");
        m_writer.newLine(closes ? 2 : 1);
    }

    void openLink(const QString& href)
    {
        if (href.isEmpty() || href.startsWith(u'#') || href.size() > longestLink || m_code > 0)
            return;
        QString plain;
        for (qsizetype at = 0; at < href.size();) {
            const auto entity = href[at] == u'&' ? entityAt(href, at) : Entity{};
            if (entity.length > 0)
                plain += QChar::fromUcs4(entity.sign);
            else
                plain += href[at];
            at += std::max<qsizetype>(1, entity.length);
        }
        const auto whole = m_address.resolved(QUrl(plain.trimmed()));
        if (whole.scheme() != "http"_L1 && whole.scheme() != "https"_L1)
            return;
        m_link = whole.toString(QUrl::FullyEncoded);
        m_writer.mark(u"[");
        m_linkFrom = m_writer.size();
    }

    void closeLink()
    {
        if (m_link.isEmpty())
            return;
        m_writer.mark((m_writer.size() == m_linkFrom ? "link]("_L1 : "]("_L1) + m_link + u')');
        m_link.clear();
    }

    QStringView m_html;
    const QUrl& m_address;
    qsizetype m_at = 0;
    Writer m_writer;
    QString m_title;
    int m_code = 0; ///< How deep in <pre>.
    QString m_link; ///< The address of the <a> that is open.
    qsizetype m_linkFrom = 0;
};

} // namespace

HtmlText htmlText(QStringView html, const QUrl& address)
{
    return Page(html, address).read();
}

} // namespace kalpana::fetch
