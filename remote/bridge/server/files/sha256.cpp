#include "remote/bridge/server/files/sha256.h"

#include <algorithm>
#include <bit>
#include <cstring>

#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#include <sys/auxv.h>
#endif

namespace kalpana::bridge::server {

namespace {

constexpr std::size_t kBlock = 64;

/// FIPS 180-4, 4.2.2.
alignas(16) constexpr std::array<std::uint32_t, 64> kRounds{
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

std::uint32_t bigEndian(const unsigned char* bytes)
{
    return (static_cast<std::uint32_t>(bytes[0]) << 24U) | (static_cast<std::uint32_t>(bytes[1]) << 16U) |
           (static_cast<std::uint32_t>(bytes[2]) << 8U) | bytes[3];
}

/// FIPS 180-4, 6.2.2.
void byArithmetic(std::uint32_t* state, const unsigned char* data, std::size_t blocks)
{
    for (; blocks > 0; --blocks, data += kBlock) {
        std::array<std::uint32_t, 64> words;
        for (std::size_t i = 0; i < 16; ++i)
            words[i] = bigEndian(data + 4 * i);
        for (std::size_t i = 16; i < 64; ++i) {
            const auto a = words[i - 15];
            const auto b = words[i - 2];
            words[i] = words[i - 16] + (std::rotr(a, 7) ^ std::rotr(a, 18) ^ (a >> 3U)) + words[i - 7] +
                       (std::rotr(b, 17) ^ std::rotr(b, 19) ^ (b >> 10U));
        }
        std::array<std::uint32_t, 8> v;
        std::copy_n(state, 8, v.begin());
        for (std::size_t i = 0; i < 64; ++i) {
            const auto choice = (v[4] & v[5]) ^ (~v[4] & v[6]);
            const auto majority = (v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]);
            const auto one = v[7] + (std::rotr(v[4], 6) ^ std::rotr(v[4], 11) ^ std::rotr(v[4], 25)) + choice +
                             kRounds[i] + words[i];
            const auto two = (std::rotr(v[0], 2) ^ std::rotr(v[0], 13) ^ std::rotr(v[0], 22)) + majority;
            v = {one + two, v[0], v[1], v[2], v[3] + one, v[4], v[5], v[6]};
        }
        for (std::size_t i = 0; i < 8; ++i)
            state[i] += v[i];
    }
}

#if defined(__x86_64__)

/// Intel's SHA extensions (Intel 64 SDM, SHA256RNDS2): two rounds an instruction, the state as ABEF and CDGH.
__attribute__((target("sha,sse4.1,ssse3"))) void byProcessor(std::uint32_t* state, const unsigned char* data,
                                                             std::size_t blocks)
{
    const __m128i swapped = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
    const __m128i abcd = _mm_shuffle_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(state)), 0xb1);
    const __m128i efgh = _mm_shuffle_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(state + 4)), 0x1b);
    __m128i abef = _mm_alignr_epi8(abcd, efgh, 8);
    __m128i cdgh = _mm_blend_epi16(efgh, abcd, 0xf0);
    for (; blocks > 0; --blocks, data += kBlock) {
        const __m128i abefBefore = abef;
        const __m128i cdghBefore = cdgh;
        __m128i words[4];
        for (int i = 0; i < 4; ++i)
            words[i] = _mm_shuffle_epi8(_mm_loadu_si128(reinterpret_cast<const __m128i*>(data + 16 * i)), swapped);
        for (std::size_t i = 0; i < 16; ++i) { // four rounds each
            __m128i& now = words[i % 4];
            if (i >= 4) {
                const __m128i last = words[(i + 3) % 4];
                now = _mm_add_epi32(_mm_sha256msg1_epu32(now, words[(i + 1) % 4]),
                                    _mm_alignr_epi8(last, words[(i + 2) % 4], 4));
                now = _mm_sha256msg2_epu32(now, last);
            }
            __m128i both = _mm_add_epi32(now, _mm_load_si128(reinterpret_cast<const __m128i*>(kRounds.data() + 4 * i)));
            cdgh = _mm_sha256rnds2_epu32(cdgh, abef, both);
            both = _mm_shuffle_epi32(both, 0x0e);
            abef = _mm_sha256rnds2_epu32(abef, cdgh, both);
        }
        abef = _mm_add_epi32(abef, abefBefore);
        cdgh = _mm_add_epi32(cdgh, cdghBefore);
    }
    const __m128i feba = _mm_shuffle_epi32(abef, 0x1b);
    const __m128i dchg = _mm_shuffle_epi32(cdgh, 0xb1);
    _mm_storeu_si128(reinterpret_cast<__m128i*>(state), _mm_blend_epi16(feba, dchg, 0xf0));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(state + 4), _mm_alignr_epi8(dchg, feba, 8));
}

bool processorCan()
{
    return __builtin_cpu_supports("sha") && __builtin_cpu_supports("sse4.1") && __builtin_cpu_supports("ssse3");
}

#elif defined(__aarch64__)

/// Arm's SHA2 extension (Arm ARM, SHA256H).
__attribute__((target("+crypto"))) void byProcessor(std::uint32_t* state, const unsigned char* data, std::size_t blocks)
{
    uint32x4_t abcd = vld1q_u32(state);
    uint32x4_t efgh = vld1q_u32(state + 4);
    for (; blocks > 0; --blocks, data += kBlock) {
        const uint32x4_t abcdBefore = abcd;
        const uint32x4_t efghBefore = efgh;
        uint32x4_t words[4];
        for (int i = 0; i < 4; ++i)
            words[i] = vreinterpretq_u32_u8(vrev32q_u8(vld1q_u8(data + 16 * i)));
        for (std::size_t i = 0; i < 16; ++i) { // four rounds each
            uint32x4_t& now = words[i % 4];
            if (i >= 4)
                now = vsha256su1q_u32(vsha256su0q_u32(now, words[(i + 1) % 4]), words[(i + 2) % 4], words[(i + 3) % 4]);
            const uint32x4_t both = vaddq_u32(now, vld1q_u32(kRounds.data() + 4 * i));
            const uint32x4_t before = abcd;
            abcd = vsha256hq_u32(abcd, efgh, both);
            efgh = vsha256h2q_u32(efgh, before, both);
        }
        abcd = vaddq_u32(abcd, abcdBefore);
        efgh = vaddq_u32(efgh, efghBefore);
    }
    vst1q_u32(state, abcd);
    vst1q_u32(state + 4, efgh);
}

bool processorCan()
{
    constexpr unsigned long sha2 = 1UL << 6U; // HWCAP_SHA2
    return (::getauxval(AT_HWCAP) & sha2) != 0;
}

#else

constexpr auto byProcessor = byArithmetic;
bool processorCan()
{
    return false;
}

#endif

} // namespace

Sha256::Sha256(By by) : m_blocks(by == By::Processor && processorCan() ? byProcessor : byArithmetic) {}

void Sha256::add(std::string_view bytes)
{
    const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
    auto size = bytes.size();
    m_size += size;
    if (m_restSize != 0) {
        const auto taken = std::min(size, kBlock - m_restSize);
        std::memcpy(m_rest.data() + m_restSize, data, taken);
        m_restSize += taken;
        data += taken;
        size -= taken;
        if (m_restSize < kBlock)
            return;
        m_blocks(m_state.data(), m_rest.data(), 1);
    }
    m_blocks(m_state.data(), data, size / kBlock);
    m_restSize = size % kBlock;
    if (m_restSize != 0)
        std::memcpy(m_rest.data(), data + (size - m_restSize), m_restSize);
}

std::string Sha256::hex()
{
    const auto bits = m_size * 8;
    std::string end(1, '\x80');
    end.append((kBlock + 55 - m_size % kBlock) % kBlock, '\0');
    for (unsigned shift = 64; shift > 0; shift -= 8)
        end.push_back(static_cast<char>((bits >> (shift - 8)) & 0xffU));
    add(end);
    std::string text;
    for (const auto word : m_state)
        for (unsigned shift = 32; shift > 0; shift -= 4)
            text.push_back("0123456789abcdef"[(word >> (shift - 4)) & 15U]);
    return text;
}

} // namespace kalpana::bridge::server
