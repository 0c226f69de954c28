#include "app/desktop/look/colours.h"

#include <QByteArray>
#include <QGuiApplication>
#include <QString>

#include <array>
#include <utility>

namespace kalpana::desktop::look {

namespace {

constexpr QColor rgb(int value)
{
    return {(value >> 16) & 0xff, (value >> 8) & 0xff, value & 0xff};
}

constexpr Colours light{.window = rgb(0xf6f6f9),
                        .surface = rgb(0xffffff),
                        .raised = rgb(0xf1f1f5),
                        .line = rgb(0xe2e2e9),
                        .text = rgb(0x1d1c24),
                        .muted = rgb(0x5f5e6b),
                        .faint = rgb(0x8b8a97),
                        .accent = rgb(0x554fd0),
                        .accentFill = rgb(0x5b55dc),
                        .accentSoft = rgb(0xecebfc),
                        .good = rgb(0x1a7a48),
                        .goodSoft = rgb(0xe0f4e8),
                        .warn = rgb(0x8f5b00),
                        .warnSoft = rgb(0xfbf0d8),
                        .bad = rgb(0xbe2c3a),
                        .badSoft = rgb(0xfce7e9),
                        .info = rgb(0x2360bd),
                        .infoSoft = rgb(0xe4eefc),
                        .neutralSoft = rgb(0xececf1)};

constexpr Colours dark{.window = rgb(0x18181b),
                       .surface = rgb(0x1f1f23),
                       .raised = rgb(0x29292e),
                       .line = rgb(0x35353c),
                       .text = rgb(0xececf1),
                       .muted = rgb(0xa3a2b0),
                       .faint = rgb(0x7a7986),
                       .accent = rgb(0x9a96f8),
                       .accentFill = rgb(0x6660e4),
                       .accentSoft = rgb(0x2c2b4b),
                       .good = rgb(0x63d293),
                       .goodSoft = rgb(0x1b3627),
                       .warn = rgb(0xe5b75c),
                       .warnSoft = rgb(0x3a301a),
                       .bad = rgb(0xf4858f),
                       .badSoft = rgb(0x422327),
                       .info = rgb(0x7fb2f8),
                       .infoSoft = rgb(0x1d2f48),
                       .neutralSoft = rgb(0x2e2e35)};

} // namespace

const Colours& colours(bool isDarkWanted)
{
    return isDarkWanted ? dark : light;
}

bool isDark()
{
    return QGuiApplication::palette().color(QPalette::Window).lightness() < 128;
}

const Colours& colours()
{
    return colours(isDark());
}

QColor toneText(Tone tone)
{
    const auto& c = colours();
    switch (tone) {
    case Tone::Good:
        return c.good;
    case Tone::Warn:
        return c.warn;
    case Tone::Bad:
        return c.bad;
    case Tone::Info:
        return c.info;
    case Tone::Accent:
        return c.accent;
    case Tone::Neutral:
        break;
    }
    return c.muted;
}

QColor toneFill(Tone tone)
{
    const auto& c = colours();
    switch (tone) {
    case Tone::Good:
        return c.goodSoft;
    case Tone::Warn:
        return c.warnSoft;
    case Tone::Bad:
        return c.badSoft;
    case Tone::Info:
        return c.infoSoft;
    case Tone::Accent:
        return c.accentSoft;
    case Tone::Neutral:
        break;
    }
    return c.neutralSoft;
}

QPalette palette(const Colours& c)
{
    QPalette result(c.text, c.surface, c.raised, c.line, c.line, c.text, c.text, c.surface, c.window);
    result.setColor(QPalette::AlternateBase, c.raised);
    result.setColor(QPalette::ToolTipBase, c.raised);
    result.setColor(QPalette::ToolTipText, c.text);
    result.setColor(QPalette::PlaceholderText, c.faint);
    result.setColor(QPalette::Highlight, c.accentFill);
    result.setColor(QPalette::HighlightedText, Qt::white);
    result.setColor(QPalette::Accent, c.accentFill);
    result.setColor(QPalette::Link, c.accent);
    result.setColor(QPalette::LinkVisited, c.accent);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        result.setColor(QPalette::Disabled, role, c.faint);
    return result;
}

QString withColours(const QByteArray& text, const Colours& c)
{
    // Longer names first, so that @accent does not eat the head of @accentFill.
    const std::array<std::pair<const char*, QColor>, 18> names{{
        {"@accentFill", c.accentFill},
        {"@accentSoft", c.accentSoft},
        {"@neutralSoft", c.neutralSoft},
        {"@goodSoft", c.goodSoft},
        {"@warnSoft", c.warnSoft},
        {"@infoSoft", c.infoSoft},
        {"@badSoft", c.badSoft},
        {"@surface", c.surface},
        {"@window", c.window},
        {"@raised", c.raised},
        {"@accent", c.accent},
        {"@muted", c.muted},
        {"@faint", c.faint},
        {"@line", c.line},
        {"@text", c.text},
        {"@good", c.good},
        {"@warn", c.warn},
        {"@bad", c.bad},
    }};
    auto result = text;
    for (const auto& [name, colour] : names)
        result.replace(name, colour.name().toLatin1());
    return QString::fromUtf8(result);
}

} // namespace kalpana::desktop::look
