#include "remote/bridge/server/search/characters.h"

#include "remote/bridge/server/files/text.h"

#include <algorithm>
#include <array>
#include <optional>

namespace kalpana::bridge::server {

namespace {

constexpr Characters::Range kSurrogates{0xd800, 0xdfff};

/// The characters of a block where upper and lower case stand a fixed distance apart.
struct CasePair {
    Characters::Range upper;
    char32_t distance;
};
constexpr std::array<CasePair, 8> kCasePairs{{{{'A', 'Z'}, 32},
                                              {{0xc0, 0xd6}, 32},
                                              {{0xd8, 0xde}, 32},
                                              {{0x391, 0x3a1}, 32},
                                              {{0x3a3, 0x3ab}, 32},
                                              {{0x400, 0x40f}, 80},
                                              {{0x410, 0x42f}, 32},
                                              {{0x531, 0x556}, 48}}};
/// Blocks where each upper case letter is followed by its lower case.
constexpr std::array<Characters::Range, 9> kAlternating{{{0x100, 0x12f},
                                                         {0x132, 0x137},
                                                         {0x139, 0x148},
                                                         {0x14a, 0x177},
                                                         {0x179, 0x17e},
                                                         {0x460, 0x481},
                                                         {0x48a, 0x4bf},
                                                         {0x4d0, 0x52f},
                                                         {0x1e00, 0x1e95}}};
/// Other spellings of one letter.
constexpr std::array<std::pair<char32_t, char32_t>, 6> kSingle{
    {{0x17f, 's'}, {0x212a, 'k'}, {0x212b, 0xe5}, {0x178, 0xff}, {0x3c2, 0x3c3}, {0xb5, 0x3bc}}};

std::optional<char32_t> otherCase(char32_t character)
{
    for (const auto& [upper, distance] : kCasePairs) {
        if (upper.first <= character && character <= upper.last)
            return character + distance;
        if (upper.first + distance <= character && character <= upper.last + distance)
            return character - distance;
    }
    for (const auto& block : kAlternating)
        if (block.first <= character && character <= block.last)
            return block.first + ((character - block.first) ^ 1U);
    return std::nullopt;
}

constexpr bool isContinuation(char byte)
{
    return (static_cast<unsigned char>(byte) & 0xc0U) == 0x80U;
}

std::vector<std::uint8_t> utf8Of(char32_t character)
{
    if (character < 0x80)
        return {static_cast<std::uint8_t>(character)};
    const int more = character < 0x800 ? 1 : character < 0x10000 ? 2 : 3;
    std::vector<std::uint8_t> bytes{static_cast<std::uint8_t>((0xff00U >> static_cast<unsigned>(more + 1)) |
                                                              (character >> (6U * static_cast<unsigned>(more))))};
    for (int left = more - 1; left >= 0; --left)
        bytes.push_back(static_cast<std::uint8_t>(0x80U | ((character >> (6U * static_cast<unsigned>(left))) & 0x3fU)));
    return bytes;
}

} // namespace

const Characters& Characters::words()
{
    static const Characters set = [] {
        Characters all{{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}};
        Characters beyond{{0x80, kLast}};
        const Characters others{
            {0x80, 0xa9},       {0xab, 0xb4},       {0xb6, 0xb9},     {0xbb, 0xbf},       {0xd7, 0xd7},
            {0xf7, 0xf7},       {0x37e, 0x37e},     {0x387, 0x387},   {0x589, 0x58a},     {0x5be, 0x5be},
            {0x60c, 0x60d},     {0x61b, 0x61f},     {0x66a, 0x66d},   {0x964, 0x965},     {0x1680, 0x1680},
            {0x2000, 0x200b},   {0x200e, 0x203e},   {0x2041, 0x2053}, {0x2055, 0x2070},   {0x207a, 0x207e},
            {0x208a, 0x208e},   {0x20a0, 0x20cf},   {0x2190, 0x24b5}, {0x3200, 0x33ff},   {0x2500, 0x2bff},
            {0x2e00, 0x2e2e},   {0x2e30, 0x2fff},   {0x3000, 0x3004}, {0x3008, 0x3020},   {0x3030, 0x3030},
            {0x30fb, 0x30fb},   {0xd800, 0xf8ff},   {0xfd3e, 0xfd3f}, {0xfe10, 0xfe1f},   {0xfe30, 0xfe32},
            {0xfe35, 0xfe4c},   {0xfe50, 0xfe6f},   {0xfeff, 0xff0f}, {0xff1a, 0xff20},   {0xff3b, 0xff3e},
            {0xff40, 0xff40},   {0xff5b, 0xff65},   {0xffe0, 0xffff}, {0x1f000, 0x1f12f}, {0x1f18a, 0x1fbef},
            {0x1fbfa, 0x1ffff}, {0xe0000, 0xe00ff}, {0xf0000, kLast}};
        Characters wanted = others;
        wanted.add({0, 0x7f});
        all.add(wanted.inverted());
        return all;
    }();
    return set;
}

const Characters& Characters::digits()
{
    static const Characters set{{'0', '9'},     {0x660, 0x669}, {0x6f0, 0x6f9}, {0x7c0, 0x7c9},
                                {0x966, 0x96f}, {0x9e6, 0x9ef}, {0xa66, 0xa6f}, {0xae6, 0xaef},
                                {0xe50, 0xe59}, {0xed0, 0xed9}, {0xf20, 0xf29}, {0xff10, 0xff19}};
    return set;
}

const Characters& Characters::spaces()
{
    static const Characters set{{'\t', '\r'},     {' ', ' '},       {0x85, 0x85},     {0xa0, 0xa0},
                                {0x1680, 0x1680}, {0x2000, 0x200a}, {0x2028, 0x2029}, {0x202f, 0x202f},
                                {0x205f, 0x205f}, {0x3000, 0x3000}};
    return set;
}

void Characters::add(Range range)
{
    m_ranges.push_back(range);
    tidy();
}

void Characters::add(const Characters& other)
{
    m_ranges.insert(m_ranges.end(), other.m_ranges.begin(), other.m_ranges.end());
    tidy();
}

void Characters::tidy()
{
    std::ranges::sort(m_ranges, {}, &Range::first);
    std::vector<Range> joined;
    const auto put = [&joined](char32_t first, char32_t last) {
        if (first > last)
            return;
        if (!joined.empty() && first <= joined.back().last + 1)
            joined.back().last = std::max(joined.back().last, last);
        else
            joined.push_back({first, last});
    };
    for (const auto& [first, last] : m_ranges) {
        put(first, std::min<char32_t>(last, kSurrogates.first - 1));
        put(std::max<char32_t>(first, kSurrogates.last + 1), last);
    }
    m_ranges = std::move(joined);
}

Characters Characters::inverted() const
{
    Characters others;
    char32_t from = 0;
    for (const auto& [first, last] : m_ranges) {
        if (first > from)
            others.m_ranges.push_back({from, first - 1});
        from = last + 1;
    }
    if (from <= kLast)
        others.m_ranges.push_back({from, kLast});
    others.tidy();
    return others;
}

Characters Characters::withBothCases() const
{
    constexpr char32_t lastWithCase = 0x212b;
    Characters both = *this;
    for (const auto& [first, last] : m_ranges)
        for (char32_t character = first; character <= std::min(last, lastWithCase); ++character)
            if (const auto other = otherCase(character))
                both.m_ranges.push_back({*other, *other});
    both.tidy();
    for (const auto& [odd, plain] : kSingle) {
        const auto upper = otherCase(plain).value_or(plain);
        if (!both.contains(odd) && !both.contains(plain) && !both.contains(upper))
            continue;
        for (const auto character : {odd, plain, upper})
            both.m_ranges.push_back({character, character});
    }
    both.tidy();
    return both;
}

bool Characters::contains(char32_t character) const
{
    const auto after = std::ranges::upper_bound(m_ranges, character, {}, &Range::first);
    return after != m_ranges.begin() && character <= std::prev(after)->last;
}

/// Splits the range until its ends have the same length, and all that differs below a byte is that byte's whole range.
std::vector<std::vector<Utf8Range>> utf8SequencesOf(Characters::Range range)
{
    std::vector<std::vector<Utf8Range>> sequences;
    std::vector<Characters::Range> pending{range};
    while (!pending.empty()) {
        auto [first, last] = pending.back();
        pending.pop_back();
        bool isSplit = false;
        const auto split = [&](char32_t at) { // the last one of the first part
            pending.push_back({at + 1, last});
            pending.push_back({first, at});
            isSplit = true;
        };
        for (const char32_t limit : {0x7fU, 0x7ffU, 0xffffU})
            if (!isSplit && first <= limit && limit < last)
                split(limit);
        for (unsigned bits = 6; bits <= 18 && !isSplit && last > 0x7f; bits += 6) {
            const char32_t mask = (1U << bits) - 1;
            if ((first & ~mask) == (last & ~mask))
                continue;
            if ((first & mask) != 0)
                split(first | mask);
            else if ((last & mask) != mask)
                split((last & ~mask) - 1);
        }
        if (isSplit)
            continue;
        const auto low = utf8Of(first);
        const auto high = utf8Of(last);
        std::vector<Utf8Range> sequence;
        for (std::size_t i = 0; i < low.size(); ++i)
            sequence.push_back({low[i], high[i]});
        sequences.push_back(std::move(sequence));
    }
    return sequences;
}

char32_t characterAt(std::string_view text, std::size_t at)
{
    text = text.substr(std::min(at, text.size()), 4);
    if (text.empty())
        return 0xfffd;
    const auto first = static_cast<unsigned char>(text.front());
    if (first < 0x80)
        return first;
    const std::size_t length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    if (text.size() < length || utf8Prefix(text.substr(0, length)) != length)
        return 0xfffd;
    char32_t character = first & (0x7fU >> length);
    for (std::size_t i = 1; i < length; ++i)
        character = (character << 6U) | (static_cast<unsigned char>(text[i]) & 0x3fU);
    return character;
}

char32_t characterBefore(std::string_view text, std::size_t at)
{
    std::size_t start = std::min(at, text.size());
    for (int back = 0; start > 0 && back < 4; ++back)
        if (!isContinuation(text[--start]))
            break;
    return characterAt(text.substr(0, at), start);
}

} // namespace kalpana::bridge::server
