#include "remote/ssh/blowfish.h"

#include <memory>
#include <openssl/bn.h>
#include <vector>

namespace kalpana::ssh {

namespace {

struct FreeNumber {
    void operator()(BIGNUM* number) const { BN_free(number); }
};
using Number = std::unique_ptr<BIGNUM, FreeNumber>;

/// factor × arctan(1/x) × 2^bits, by its series.
Number arctan(BN_ULONG factor, BN_ULONG x, int bits)
{
    Number power(BN_new());
    Number sum(BN_new());
    Number term(BN_new());
    BN_set_word(power.get(), factor);
    BN_lshift(power.get(), power.get(), bits);
    BN_div_word(power.get(), x);
    BN_copy(sum.get(), power.get());
    for (BN_ULONG n = 3; !BN_is_zero(power.get()); n += 2) {
        BN_div_word(power.get(), x * x);
        BN_copy(term.get(), power.get());
        BN_div_word(term.get(), n);
        if (n % 4 == 3)
            BN_sub(sum.get(), sum.get(), term.get());
        else
            BN_add(sum.get(), sum.get(), term.get());
    }
    return sum;
}

/// The first words of the fraction of pi, which is what Blowfish begins with: computed (Machin's formula) rather than
/// listed.
std::vector<std::uint32_t> wordsOfPi(int count)
{
    constexpr int guard = 64;
    const auto bits = count * 32 + guard;
    const auto minuend = arctan(16, 5, bits);
    const auto subtrahend = arctan(4, 239, bits);
    Number pi(BN_new());
    BN_sub(pi.get(), minuend.get(), subtrahend.get());
    BN_mask_bits(pi.get(), bits);
    BN_rshift(pi.get(), pi.get(), guard);
    std::vector<unsigned char> bytes(static_cast<std::size_t>(count) * 4);
    BN_bn2binpad(pi.get(), bytes.data(), static_cast<int>(bytes.size()));
    std::vector<std::uint32_t> words;
    for (std::size_t i = 0; i < bytes.size(); i += 4)
        words.push_back(std::uint32_t{bytes[i]} << 24U | std::uint32_t{bytes[i + 1]} << 16U |
                        std::uint32_t{bytes[i + 2]} << 8U | bytes[i + 3]);
    return words;
}

/// The next word of a text that is read round and round.
std::uint32_t nextWord(std::span<const std::uint8_t, 64> text, std::size_t& at)
{
    std::uint32_t word = 0;
    for (auto i = 0; i < 4; ++i) {
        word = word << 8U | text[at];
        at = (at + 1) % text.size();
    }
    return word;
}

} // namespace

Blowfish::Tables Blowfish::initialTables()
{
    const auto words = wordsOfPi(18 + 4 * 256);
    Tables tables{};
    auto next = words.begin();
    for (auto& word : tables.p)
        word = *next++;
    for (auto& box : tables.s)
        for (auto& word : box)
            word = *next++;
    return tables;
}

Blowfish::Blowfish()
{
    static const auto initial = initialTables();
    m_tables = initial;
}

void Blowfish::encrypt(std::uint32_t& left, std::uint32_t& right) const
{
    const auto& [p, s] = m_tables;
    for (std::size_t round = 0; round < 16; round += 2) {
        left ^= p[round];
        right ^= ((s[0][left >> 24U] + s[1][left >> 16U & 0xffU]) ^ s[2][left >> 8U & 0xffU]) + s[3][left & 0xffU];
        right ^= p[round + 1];
        left ^= ((s[0][right >> 24U] + s[1][right >> 16U & 0xffU]) ^ s[2][right >> 8U & 0xffU]) + s[3][right & 0xffU];
    }
    left ^= p[16];
    right ^= p[17];
    std::swap(left, right);
}

void Blowfish::expand(std::span<const std::uint8_t, 64> salt, std::span<const std::uint8_t, 64> key)
{
    std::size_t at = 0;
    for (auto& word : m_tables.p)
        word ^= nextWord(key, at);
    at = 0;
    std::uint32_t left = 0;
    std::uint32_t right = 0;
    const auto fill = [&](auto& words) {
        for (std::size_t i = 0; i < words.size(); i += 2) {
            left ^= nextWord(salt, at);
            right ^= nextWord(salt, at);
            encrypt(left, right);
            words[i] = left;
            words[i + 1] = right;
        }
    };
    fill(m_tables.p);
    for (auto& box : m_tables.s)
        fill(box);
}

void Blowfish::expand(std::span<const std::uint8_t, 64> key)
{
    static constexpr std::array<std::uint8_t, 64> noSalt{};
    expand(noSalt, key);
}

} // namespace kalpana::ssh
