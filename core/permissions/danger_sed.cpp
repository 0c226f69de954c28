#include "core/permissions/danger.h"
#include "core/permissions/words.h"

namespace kalpana::permissions {

namespace {

/// A sed script (POSIX sed, and what GNU's adds), gone through for what runs programs or writes files: the commands e,
/// w and W, and the flags e and w of s. Passive; what is not understood counts as such.
class SedScript final {
public:
    explicit SedScript(std::string_view text) : m_text(text) {}

    [[nodiscard]] bool isHarmless()
    {
        while (skip(" \t\n;{}"), m_at < m_text.size())
            if (!skipAddresses() || !skipCommand())
                return false;
        return true;
    }

private:
    [[nodiscard]] char peek() const { return m_at < m_text.size() ? m_text[m_at] : '\0'; }
    void skip(std::string_view characters)
    {
        m_at = std::min(m_text.size(), m_text.find_first_not_of(characters, m_at));
    }
    void skipTo(std::string_view characters) { m_at = std::min(m_text.size(), m_text.find_first_of(characters, m_at)); }

    /// From behind one delimiter to behind the next.
    bool skipDelimited(char delimiter)
    {
        for (; m_at < m_text.size(); ++m_at) {
            if (m_text[m_at] == '\\') {
                ++m_at;
            } else if (m_text[m_at] == '[' && delimiter != '[') {
                // In some programs a delimiter in brackets ends, in others it does not.
                const auto end = m_text.find(']', m_at + 2);
                if (end == std::string_view::npos || m_text.substr(m_at, end - m_at).contains(delimiter))
                    return false;
            } else if (m_text[m_at] == delimiter) {
                ++m_at;
                return true;
            }
        }
        return false;
    }

    bool skipAddresses()
    {
        for (;;) {
            skip(" \t");
            if (peek() == '/' || peek() == '\\') {
                m_at += peek() == '\\' ? 1 : 0;
                const char delimiter = peek();
                ++m_at;
                if (delimiter == '\0' || !skipDelimited(delimiter))
                    return false;
                skip("IM");
            } else {
                skip("0123456789$~+");
            }
            skip(" \t");
            if (peek() != ',')
                break;
            ++m_at;
        }
        skip(" \t!");
        return true;
    }

    bool skipCommand()
    {
        const char command = peek();
        ++m_at;
        if (command == '{' || command == '}')
            return true;
        if (command == 's' || command == 'y') {
            const char delimiter = peek();
            ++m_at;
            if (delimiter == '\0' || delimiter == '\\' || delimiter == '\n' || !skipDelimited(delimiter) ||
                !skipDelimited(delimiter))
                return false;
            skip("gpiImM0123456789");
        } else if (std::string_view("aicrR#").contains(command)) {
            // Text or a file's name, to the end of the line that no backslash continues.
            do {
                skipTo("\n");
            } while (m_at < m_text.size() && m_text[m_at - 1] == '\\' && ++m_at);
            return true;
        } else if (std::string_view(":btT").contains(command)) {
            skipTo(";\n}");
        } else if (std::string_view("qQlL").contains(command)) {
            skip(" \t0123456789");
        } else if (command == '\0' || !std::string_view("=dDgGhHnNpPxzF").contains(command)) {
            return false;
        }
        skip(" \t");
        return m_at >= m_text.size() || std::string_view(";\n}#").contains(peek());
    }

    std::string_view m_text;
    std::size_t m_at = 0;
};

} // namespace

std::optional<Danger> dangerOfSed(const std::vector<Word>& words)
{
    const auto judged = [](const Word& word, std::string_view script) {
        return word.known && SedScript(script).isHarmless()
                   ? std::nullopt
                   : std::optional(Danger{Danger::Kind::InlineCode, word.source});
    };
    const Word* first = nullptr;
    bool given = false;
    for (std::size_t at = 1; at < words.size(); ++at) {
        const auto& word = words[at];
        const std::string_view text = word.text;
        if (isLong(word, "expression", 1) || isLong(word, "file", 2))
            return Danger{Danger::Kind::InlineCode, word.source}; // rarely written out
        if (!word.known || text.size() < 2 || text[0] != '-' || text[1] == '-') {
            if (!first && !(word.known && text.starts_with("--")))
                first = &word;
            continue;
        }
        for (std::size_t letter = 1; letter < text.size(); ++letter) {
            if (text[letter] == 'f')
                return Danger{Danger::Kind::InlineCode, word.source};
            if (text[letter] == 'i') // the rest is a suffix
                break;
            if (text[letter] != 'e')
                continue;
            given = true;
            const bool joined = letter + 1 < text.size();
            if (!joined && ++at >= words.size())
                return std::nullopt;
            if (auto danger = judged(words[at], joined ? text.substr(letter + 1) : std::string_view(words[at].text)))
                return danger;
            break;
        }
    }
    return given || !first ? std::nullopt : judged(*first, first->text);
}

} // namespace kalpana::permissions
