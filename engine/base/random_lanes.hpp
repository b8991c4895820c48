#pragma once

#include <cstdint>

#ifdef __AES__
#include <immintrin.h>
#endif

#include "engine/base/random.hpp"

#ifndef __clang__
// GCC 12 takes the "undefined" operand inside its own AVX-512 intrinsics for a mistake of ours.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#pragma GCC diagnostic ignored "-Wuninitialized"
#endif

/// Evaluation of many counters of one Ars stream at once. The words are those of Ars::operator(),
/// whichever instructions the CPU has.
namespace callosum {

namespace detail {
/// Ars without AES instructions. Ars::operator() uses it where the CPU has none; tests compare it
/// elsewhere.
[[nodiscard]] Ars::Words ars_portable(const Ars& ars, std::uint32_t c0, std::uint32_t c1,
                                      std::uint32_t c2, std::uint32_t c3);
inline void ars_words16_portable(const Ars& ars, std::uint32_t c0, std::uint32_t c1,
                                 std::uint32_t c2, std::uint32_t c3, std::uint32_t* out) {
    for (std::uint32_t j = 0; j < 4; ++j) {
        for (const std::uint32_t word : ars_portable(ars, c0 + j, c1, c2, c3)) { *out++ = word; }
    }
}
inline void ars_blocks16_portable(const Ars& ars, std::uint32_t c0, const Ars::Words& rest,
                                  std::uint32_t* const (&out)[4]) {
    for (std::uint32_t j = 0; j < 16; ++j) {
        const auto words = ars_portable(ars, c0 + j, rest[1], rest[2], rest[3]);
        for (std::size_t r = 0; r < 4; ++r) { out[r][j] = words[r]; }
    }
}
}  // namespace detail

#ifdef __AES__
/// Encrypts one counter, c0 in the lowest word.
[[nodiscard, gnu::always_inline]] inline __m128i ars_xmm(const Ars& ars, __m128i counter) {
    const auto* key = reinterpret_cast<const __m128i*>(ars.keys.data());
    __m128i x = _mm_xor_si128(counter, _mm_load_si128(key));
    for (int r = 1; r < Ars::rounds; ++r) { x = _mm_aesenc_si128(x, _mm_load_si128(key + r)); }
    return _mm_aesenclast_si128(x, _mm_load_si128(key + Ars::rounds));
}

namespace detail {
[[gnu::always_inline]] inline __m128i counter_xmm(std::uint32_t c0, std::uint32_t c1,
                                                  std::uint32_t c2, std::uint32_t c3) {
    return _mm_set_epi32(static_cast<int>(c3), static_cast<int>(c2), static_cast<int>(c1),
                         static_cast<int>(c0));
}
inline void ars_words16_aes(const Ars& ars, std::uint32_t c0, std::uint32_t c1, std::uint32_t c2,
                            std::uint32_t c3, std::uint32_t* out) {
    for (std::uint32_t j = 0; j < 4; ++j) {
        _mm_storeu_si128(reinterpret_cast<__m128i*>(out) + j,
                         ars_xmm(ars, counter_xmm(c0 + j, c1, c2, c3)));
    }
}
/// Encrypts four counters at a time, then transposes 4 x 4 words.
inline void ars_blocks16_aes(const Ars& ars, std::uint32_t c0, const Ars::Words& rest,
                             std::uint32_t* const (&out)[4]) {
    for (std::uint32_t j = 0; j < 16; j += 4) {
        __m128i x[4];
        for (std::uint32_t q = 0; q < 4; ++q) {
            x[q] = ars_xmm(ars, counter_xmm(c0 + j + q, rest[1], rest[2], rest[3]));
        }
        const __m128i low01 = _mm_unpacklo_epi32(x[0], x[1]);
        const __m128i low23 = _mm_unpacklo_epi32(x[2], x[3]);
        const __m128i high01 = _mm_unpackhi_epi32(x[0], x[1]);
        const __m128i high23 = _mm_unpackhi_epi32(x[2], x[3]);
        const auto put = [j](std::uint32_t* to, __m128i words) {
            _mm_storeu_si128(reinterpret_cast<__m128i*>(to + j), words);
        };
        put(out[0], _mm_unpacklo_epi64(low01, low23));
        put(out[1], _mm_unpackhi_epi64(low01, low23));
        put(out[2], _mm_unpacklo_epi64(high01, high23));
        put(out[3], _mm_unpackhi_epi64(high01, high23));
    }
}
}  // namespace detail
#endif

#if defined(__VAES__) && defined(__AVX512F__)
/// Encrypts four counters, one per 128 bits, c0 in the lowest word of each.
[[nodiscard, gnu::always_inline]] inline __m512i ars_zmm(const Ars& ars, __m512i counters) {
    const auto* keys = reinterpret_cast<const __m128i*>(ars.keys.data());
    const auto key = [keys](int r) { return _mm512_broadcast_i32x4(_mm_load_si128(keys + r)); };
    __m512i x = _mm512_xor_si512(counters, key(0));
    for (int r = 1; r < Ars::rounds; ++r) { x = _mm512_aesenc_epi128(x, key(r)); }
    return _mm512_aesenclast_epi128(x, key(Ars::rounds));
}

namespace detail {
[[gnu::always_inline]] inline __m512i counters_zmm(std::uint32_t c0, std::uint32_t c1,
                                                   std::uint32_t c2, std::uint32_t c3) {
    return _mm512_broadcast_i32x4(counter_xmm(c0, c1, c2, c3));
}
[[gnu::always_inline]] inline void ars_words16_vaes(const Ars& ars, std::uint32_t c0,
                                                    std::uint32_t c1, std::uint32_t c2,
                                                    std::uint32_t c3, std::uint32_t* out) {
    const __m512i step = _mm512_set_epi32(0, 0, 0, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 0);
    const __m512i counters = _mm512_add_epi32(counters_zmm(c0, c1, c2, c3), step);
    _mm512_storeu_si512(out, ars_zmm(ars, counters));
}
/// Encrypts 16 counters, of which register q takes c0 + q + {0, 4, 8, 12}. The transposition of 4 x
/// 4 words inside each 128 bits then leaves every word in its place.
[[gnu::always_inline]] inline void ars_blocks16_vaes(const Ars& ars, std::uint32_t c0,
                                                     const Ars::Words& rest,
                                                     std::uint32_t* const (&out)[4]) {
    const __m512i step = _mm512_set_epi32(0, 0, 0, 12, 0, 0, 0, 8, 0, 0, 0, 4, 0, 0, 0, 0);
    __m512i x[4];
    for (std::uint32_t q = 0; q < 4; ++q) {
        const __m512i first = counters_zmm(c0 + q, rest[1], rest[2], rest[3]);
        x[q] = ars_zmm(ars, _mm512_add_epi32(first, step));
    }
    const __m512i low01 = _mm512_unpacklo_epi32(x[0], x[1]);
    const __m512i low23 = _mm512_unpacklo_epi32(x[2], x[3]);
    const __m512i high01 = _mm512_unpackhi_epi32(x[0], x[1]);
    const __m512i high23 = _mm512_unpackhi_epi32(x[2], x[3]);
    _mm512_storeu_si512(out[0], _mm512_unpacklo_epi64(low01, low23));
    _mm512_storeu_si512(out[1], _mm512_unpackhi_epi64(low01, low23));
    _mm512_storeu_si512(out[2], _mm512_unpacklo_epi64(high01, high23));
    _mm512_storeu_si512(out[3], _mm512_unpackhi_epi64(high01, high23));
}
}  // namespace detail
#endif

/// Writes the words of the four counters (c0 .. c0 + 3, c1, c2, c3), 16 in order. c0 wraps at 2^32.
[[gnu::always_inline]] inline void ars_words16(const Ars& ars, std::uint32_t c0, std::uint32_t c1,
                                               std::uint32_t c2, std::uint32_t c3,
                                               std::uint32_t* out) {
#if defined(__VAES__) && defined(__AVX512F__)
    detail::ars_words16_vaes(ars, c0, c1, c2, c3, out);
#elif defined(__AES__)
    detail::ars_words16_aes(ars, c0, c1, c2, c3, out);
#else
    detail::ars_words16_portable(ars, c0, c1, c2, c3, out);
#endif
}

/// Repeated calls of ars_words16 for c0, c0 + 4, c0 + 8, ...; keys and counters stay in registers.
class ArsStream {
  public:
#if defined(__VAES__) && defined(__AVX512F__)
    [[gnu::always_inline]] ArsStream(const Ars& ars, std::uint32_t c0, std::uint32_t c1,
                                     std::uint32_t c2, std::uint32_t c3)
        : counters_(
              _mm512_add_epi32(detail::counters_zmm(c0, c1, c2, c3),
                               _mm512_set_epi32(0, 0, 0, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 0))) {
        const auto* keys = reinterpret_cast<const __m128i*>(ars.keys.data());
        for (int r = 0; r <= Ars::rounds; ++r) {
            keys_[r] = _mm512_broadcast_i32x4(_mm_load_si128(keys + r));
        }
    }
    /// The 16 words of the next four counters, without a way through memory.
    [[nodiscard, gnu::always_inline]] __m512i next() {
        __m512i x = _mm512_xor_si512(counters_, keys_[0]);
        for (int r = 1; r < Ars::rounds; ++r) { x = _mm512_aesenc_epi128(x, keys_[r]); }
        counters_ = _mm512_add_epi32(
            counters_, _mm512_set_epi32(0, 0, 0, 4, 0, 0, 0, 4, 0, 0, 0, 4, 0, 0, 0, 4));
        return _mm512_aesenclast_epi128(x, keys_[Ars::rounds]);
    }
    [[gnu::always_inline]] void next(std::uint32_t* out) { _mm512_storeu_si512(out, next()); }

  private:
    __m512i counters_;
    __m512i keys_[Ars::rounds + 1];
#else
    ArsStream(const Ars& ars, std::uint32_t c0, std::uint32_t c1, std::uint32_t c2,
              std::uint32_t c3)
        : ars_(ars), counter_{c0, c1, c2, c3} {}
    [[gnu::always_inline]] void next(std::uint32_t* out) {
        ars_words16(ars_, counter_[0], counter_[1], counter_[2], counter_[3], out);
        counter_[0] += 4;
    }

  private:
    const Ars& ars_;
    Ars::Words counter_;
#endif
};

/// Evaluates the sixteen counters (c0 .. c0 + 15, c1, c2, c3): word r of counter c0 + j goes to
/// wr[j].
// NOLINTNEXTLINE(readability-function-size): four words in, four words out
[[gnu::always_inline]] inline void ars_blocks16_transposed(const Ars& ars, std::uint32_t c0,
                                                           std::uint32_t c1, std::uint32_t c2,
                                                           std::uint32_t c3, std::uint32_t* w0,
                                                           std::uint32_t* w1, std::uint32_t* w2,
                                                           std::uint32_t* w3) {
    const Ars::Words rest{c0, c1, c2, c3};
    std::uint32_t* const out[4] = {w0, w1, w2, w3};
#if defined(__VAES__) && defined(__AVX512F__)
    detail::ars_blocks16_vaes(ars, c0, rest, out);
#elif defined(__AES__)
    detail::ars_blocks16_aes(ars, c0, rest, out);
#else
    detail::ars_blocks16_portable(ars, c0, rest, out);
#endif
}

}  // namespace callosum

#ifndef __clang__
#pragma GCC diagnostic pop
#endif
