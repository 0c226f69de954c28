#pragma once

#include <QString>
#include <QStringView>

#include <memory>

namespace kalpana::markup {

/// Colours source code as HTML. Holds KSyntaxHighlighting's repository, which takes some 50 ms to make: make one and
/// pass it on. Used by one thread at a time.
class CodeHighlighter final {
public:
    CodeHighlighter();
    ~CodeHighlighter();
    CodeHighlighter(const CodeHighlighter&) = delete;
    CodeHighlighter& operator=(const CodeHighlighter&) = delete;

    /// The code, escaped, in <span class="hl-keyword"> and the like. Language: a name as in a Markdown fence ("python",
    /// "c++", "diff", "sh"); an unknown one gives plain text. Code longer than 200,000 characters stays plain.
    [[nodiscard]] QString toHtml(QStringView code, QStringView language) const;

    /// The same with the language that goes by a file's name.
    [[nodiscard]] QString toHtmlOfFile(QStringView code, const QString& fileName) const;

    /// The rules for all hl-… classes: light colours, and dark ones under prefers-color-scheme: dark and under
    /// [data-theme="dark"]. Each can be read (4.5:1) on the page's grounds of code, of added and of removed lines.
    [[nodiscard]] QString styleSheet() const;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace kalpana::markup
