#pragma once

#include <QList>
#include <QString>

#include <memory>
#include <stop_token>

namespace kalpana::markup {

/// Some characters of a line that have a style of the palette.
struct ColouredSpan {
    int from = 0;
    int length = 0;
    int style = 0;
};

struct TextStyle {
    quint32 colour = 0; ///< 0xffrrggbb
    bool bold = false;
    bool italic = false;
};

/// What styles look like; those of a light and of a dark ground have the same places.
struct CodePalette {
    QList<TextStyle> light;
    QList<TextStyle> dark;
};

/// Colours source code line by line, for what draws it itself. Holds KSyntaxHighlighting's repository, which takes some
/// 50 ms to make. Used by one thread at a time.
class LineColours final {
public:
    LineColours();
    ~LineColours();
    LineColours(const LineColours&) = delete;
    LineColours& operator=(const LineColours&) = delete;

    [[nodiscard]] CodePalette palette() const;
    /// The spans of each line (without its end), in order; the language goes by the file's name. Plain: an unknown
    /// language, lines over 4,000 characters, and what stands behind the first 2 million characters or a stop.
    [[nodiscard]] QList<QList<ColouredSpan>> colour(const QStringList& lines, const QString& fileName,
                                                    const std::stop_token& stop) const;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace kalpana::markup
