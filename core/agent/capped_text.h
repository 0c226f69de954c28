#pragma once

#include <QString>

namespace kalpana::agent {

/// A text of bounded length: the beginning and the end of what was appended, and between them how much is left out.
class CappedText final {
public:
    static constexpr qsizetype standardLimit = 30'000; ///< Characters; about 8,000 tokens.

    explicit CappedText(qsizetype limit = standardLimit) : m_half(limit / 2) {}
    void append(QStringView text);
    /// HowToSeeTheRest stands in the gap: "Give offset and limit to read the rest."
    [[nodiscard]] QString text(const QString& howToSeeTheRest = {}) const;

private:
    qsizetype m_half;
    qsizetype m_leftOut = 0;
    QString m_head;
    QString m_tail;
};

[[nodiscard]] QString capped(QStringView text, const QString& howToSeeTheRest = {});

} // namespace kalpana::agent
