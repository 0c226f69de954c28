#include "remote/bridge/server/terminal/pen.h"

#include <span>

namespace kalpana::bridge::server {

namespace {

using Parameters = std::span<const ControlSequence::Parameter>;

struct Setting {
    std::uint16_t code;
    std::uint8_t on;
    std::uint8_t off;
};
constexpr std::array<Setting, 16> kSettings{{{1, Pen::Bold, 0},
                                             {2, Pen::Faint, 0},
                                             {3, Pen::Italic, 0},
                                             {5, Pen::Blink, 0},
                                             {6, Pen::Blink, 0},
                                             {7, Pen::Reverse, 0},
                                             {8, Pen::Conceal, 0},
                                             {9, Pen::Strike, 0},
                                             {22, 0, Pen::Bold | Pen::Faint},
                                             {23, 0, Pen::Italic},
                                             {25, 0, Pen::Blink},
                                             {27, 0, Pen::Reverse},
                                             {28, 0, Pen::Conceal},
                                             {29, 0, Pen::Strike},
                                             {53, Pen::Overline, 0},
                                             {55, 0, Pen::Overline}}};

std::uint8_t byteAt(Parameters parameters, std::size_t index)
{
    const auto value = index < parameters.size() ? parameters[index].value.value_or(0) : 0;
    return static_cast<std::uint8_t>(value);
}

Color indexed(unsigned index)
{
    return {.kind = Color::Kind::Indexed, .red = static_cast<std::uint8_t>(index)};
}

Color rgb(Parameters parameters)
{
    return {Color::Kind::Rgb, byteAt(parameters, 0), byteAt(parameters, 1), byteAt(parameters, 2)};
}

/// The parameters that belong to the first one by colons.
std::size_t subParameters(Parameters parameters)
{
    std::size_t count = 0;
    while (1 + count < parameters.size() && parameters[1 + count].isSub)
        ++count;
    return count;
}

/// 38, 48 or 58 and what follows; how many parameters that were.
std::size_t readColor(Parameters parameters, Color& color)
{
    if (const auto count = subParameters(parameters); count > 0) {
        const auto own = parameters.subspan(1, count);
        if (byteAt(own, 0) == 5 && count >= 2)
            color = indexed(byteAt(own, 1));
        else if (byteAt(own, 0) == 2 && count >= 4) // with the colour space of the standard, or without
            color = rgb(own.subspan(count >= 5 ? 2 : 1));
        return 1 + count;
    }
    if (parameters.size() >= 3 && byteAt(parameters, 1) == 5) {
        color = indexed(byteAt(parameters, 2));
        return 3;
    }
    if (parameters.size() >= 5 && byteAt(parameters, 1) == 2) {
        color = rgb(parameters.subspan(2));
        return 5;
    }
    return parameters.size();
}

void applyOne(Pen& pen, unsigned code, Parameters own)
{
    if (code == 0) {
        pen = {};
    } else if (code == 4) {
        pen.underline = own.empty() ? 1 : static_cast<std::uint8_t>(byteAt(own, 0) > 5 ? 1 : byteAt(own, 0));
    } else if (code == 21) {
        pen.underline = 2;
    } else if (code == 24) {
        pen.underline = 0;
    } else if (code >= 30 && code <= 37) {
        pen.foreground = indexed(code - 30);
    } else if (code == 39) {
        pen.foreground = {};
    } else if (code >= 40 && code <= 47) {
        pen.background = indexed(code - 40);
    } else if (code == 49) {
        pen.background = {};
    } else if (code == 59) {
        pen.underlineColor = {};
    } else if (code >= 90 && code <= 97) {
        pen.foreground = indexed(code - 90 + 8);
    } else if (code >= 100 && code <= 107) {
        pen.background = indexed(code - 100 + 8);
    } else {
        for (const auto& setting : kSettings)
            if (setting.code == code)
                pen.attributes = static_cast<std::uint8_t>((pen.attributes | setting.on) & ~setting.off);
    }
}

void appendNumber(std::string& text, unsigned number)
{
    text += ';';
    text += std::to_string(number);
}

void appendColor(std::string& text, const Color& color, unsigned base)
{
    if (color.kind == Color::Kind::Indexed && base != 50) {
        if (color.red < 8)
            return appendNumber(text, base + color.red);
        if (color.red < 16)
            return appendNumber(text, base + 60 + color.red - 8);
    }
    // An underline's colour only with colons: who does not know 58 must not read what follows as attributes.
    const char between = base == 50 ? ':' : ';';
    appendNumber(text, base + 8);
    text += between;
    if (color.kind == Color::Kind::Indexed) {
        text += std::string("5") + between + std::to_string(color.red);
        return;
    }
    text += base == 50 ? "2:" : "2";
    for (const unsigned part : {color.red, color.green, color.blue})
        text += between + std::to_string(part);
}

} // namespace

void applyRendition(Pen& pen, const ControlSequence& sequence)
{
    const Parameters all(sequence.parameters);
    if (all.empty())
        pen = {};
    for (std::size_t at = 0; at < all.size();) {
        const auto rest = all.subspan(at);
        const auto code = rest[0].value.value_or(0);
        if (code == 38)
            at += readColor(rest, pen.foreground);
        else if (code == 48)
            at += readColor(rest, pen.background);
        else if (code == 58)
            at += readColor(rest, pen.underlineColor);
        else {
            const auto count = subParameters(rest);
            applyOne(pen, code, rest.subspan(1, count));
            at += 1 + count;
        }
    }
}

void appendRendition(std::string& text, const Pen& pen)
{
    text += "\x1b[0";
    for (const auto& setting : kSettings)
        if (setting.on != 0 && setting.code != 6 && (pen.attributes & setting.on) != 0)
            appendNumber(text, setting.code);
    if (pen.underline != 0)
        text += pen.underline == 1 ? ";4" : ";4:" + std::to_string(pen.underline);
    if (pen.foreground.kind != Color::Kind::Default)
        appendColor(text, pen.foreground, 30);
    if (pen.background.kind != Color::Kind::Default)
        appendColor(text, pen.background, 40);
    if (pen.underlineColor.kind != Color::Kind::Default)
        appendColor(text, pen.underlineColor, 50);
    text += 'm';
}

} // namespace kalpana::bridge::server
