#pragma once

#include <immintrin.h>

#include "engine/base/aes_block.hpp"
#include "engine/base/draws.hpp"

#ifndef __clang__
// GCC 12 takes the "undefined" operand inside its own AVX-512 intrinsics for a mistake of ours.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#pragma GCC diagnostic ignored "-Wuninitialized"
#endif

/// Draws in registers of 256 and 512 bits, for sources that are compiled once for each instruction set.
namespace callosum {

/// Writes four blocks of four words so that word r of each lies in row r.
[[gnu::always_inline]] inline void transpose4(const AesBlock (&x)[4], std::uint32_t at,
                                              std::uint32_t* const (&out)[4]) {
    const __m128i low01 = _mm_unpacklo_epi32(x[0].x, x[1].x);
    const __m128i low23 = _mm_unpacklo_epi32(x[2].x, x[3].x);
    const __m128i high01 = _mm_unpackhi_epi32(x[0].x, x[1].x);
    const __m128i high23 = _mm_unpackhi_epi32(x[2].x, x[3].x);
    const auto put = [at](std::uint32_t* to, __m128i words) {
        _mm_storeu_si128(reinterpret_cast<__m128i*>(to + at), words);
    };
    put(out[0], _mm_unpacklo_epi64(low01, low23));
    put(out[1], _mm_unpackhi_epi64(low01, low23));
    put(out[2], _mm_unpacklo_epi64(high01, high23));
    put(out[3], _mm_unpackhi_epi64(high01, high23));
}

/// An AliasTable32 in four registers: eight numbers at once.
class TableLanes256 {
  public:
    [[gnu::always_inline]] explicit TableLanes256(const AliasTable32& table) {
        for (std::size_t i = 0; i < 4; ++i) {
            entry_[i] =
                _mm256_load_si256(reinterpret_cast<const __m256i*>(table.entry.data() + 8 * i));
        }
    }
    /// Permutations look at the lowest three bits of the column; its upper two, which are the upper two of the
    /// word, select between their results.
    [[gnu::always_inline]] void operator()(__m256i word, std::int32_t* out) const {
        const __m256i column = _mm256_srli_epi32(word, AliasTable32::rest_bits);
        const auto found = [&](std::size_t i) {
            return _mm256_castsi256_ps(_mm256_permutevar8x32_epi32(entry_[i], column));
        };
        const __m256 upper = _mm256_castsi256_ps(word);
        const __m256 lower = _mm256_castsi256_ps(_mm256_slli_epi32(word, 1));
        const __m256 low = _mm256_blendv_ps(found(0), found(1), lower);
        const __m256 high = _mm256_blendv_ps(found(2), found(3), lower);
        const __m256i entry = _mm256_castps_si256(_mm256_blendv_ps(low, high, upper));
        const __m256i rest = _mm256_or_si256(_mm256_slli_epi32(word, 5), _mm256_set1_epi32(31));
        const __m256i alias = _mm256_and_si256(entry, _mm256_set1_epi32(31));
        const __m256i above = _mm256_cmpeq_epi32(_mm256_max_epu32(rest, entry), rest);
        _mm256_storeu_si256(reinterpret_cast<__m256i*>(out),
                            _mm256_blendv_epi8(column, alias, above));
    }

  private:
    __m256i entry_[4];
};

#if defined(__AVX512F__)
/// The words of successive counters, sixteen (four counters) at a time.
class ArsStream512 {
  public:
    [[gnu::always_inline]] ArsStream512(const Ars& ars, const Ars::Words& first)
        : counters_(
              _mm512_add_epi32(_mm512_broadcast_i32x4(AesBlock(first).x),
                               _mm512_set_epi32(0, 0, 0, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 0))) {
        const auto* keys = reinterpret_cast<const __m128i*>(ars.keys.data());
        for (int r = 0; r <= Ars::rounds; ++r) { keys_[r] = spread(_mm_load_si128(keys + r)); }
    }
    [[nodiscard, gnu::always_inline]] __m512i next() {
        const __m512i now = counters_;
        counters_ = _mm512_add_epi32(
            counters_, _mm512_set_epi32(0, 0, 0, 4, 0, 0, 0, 4, 0, 0, 0, 4, 0, 0, 0, 4));
        return encrypt(now);
    }
    [[nodiscard, gnu::always_inline]] __m512i encrypt(__m512i counters) const {
#if defined(__VAES__)
        __m512i x = _mm512_xor_si512(counters, keys_[0]);
        for (int r = 1; r < Ars::rounds; ++r) { x = _mm512_aesenc_epi128(x, keys_[r]); }
        return _mm512_aesenclast_epi128(x, keys_[Ars::rounds]);
#else
        __m128i x[4] = {_mm512_castsi512_si128(counters), _mm512_extracti32x4_epi32(counters, 1),
                        _mm512_extracti32x4_epi32(counters, 2),
                        _mm512_extracti32x4_epi32(counters, 3)};
        for (auto& block : x) { block = _mm_xor_si128(block, keys_[0]); }
        for (int r = 1; r < Ars::rounds; ++r) {
            for (auto& block : x) { block = _mm_aesenc_si128(block, keys_[r]); }
        }
        for (auto& block : x) { block = _mm_aesenclast_si128(block, keys_[Ars::rounds]); }
        const __m256i low = _mm256_set_m128i(x[1], x[0]);
        return _mm512_inserti64x4(_mm512_castsi256_si512(low), _mm256_set_m128i(x[3], x[2]), 1);
#endif
    }

  private:
#if defined(__VAES__)
    using Key = __m512i;
    [[gnu::always_inline]] static Key spread(__m128i key) { return _mm512_broadcast_i32x4(key); }
#else
    using Key = __m128i;
    [[gnu::always_inline]] static Key spread(__m128i key) { return key; }
#endif
    __m512i counters_;
    Key keys_[Ars::rounds + 1];
};

/// An AliasTable32 in two registers: sixteen numbers at once.
class TableLanes512 {
  public:
    [[gnu::always_inline]] explicit TableLanes512(const AliasTable32& table)
        : low_(_mm512_load_si512(table.entry.data())),
          high_(_mm512_load_si512(table.entry.data() + 16)) {}
    [[nodiscard, gnu::always_inline]] __m512i operator()(__m512i word) const {
        const __m512i column = _mm512_srli_epi32(word, AliasTable32::rest_bits);
        const __m512i entry = _mm512_permutex2var_epi32(low_, column, high_);
        const __m512i rest = _mm512_or_si512(_mm512_slli_epi32(word, 5), _mm512_set1_epi32(31));
        const __m512i alias = _mm512_and_si512(entry, _mm512_set1_epi32(31));
        return _mm512_mask_mov_epi32(alias, _mm512_cmplt_epu32_mask(rest, entry), column);
    }

  private:
    __m512i low_, high_;
};
#endif

#if defined(__AVX512F__) && defined(__VAES__)
/// Encrypts 16 counters, of which register q takes first + q + {0, 4, 8, 12}. The transposition of 4 x 4 words inside
/// each 128 bits then leaves every word in its place.
[[gnu::always_inline]] inline void transpose_vaes(const Ars& ars, const Ars::Words& first,
                                                  std::uint32_t* const (&out)[4]) {
    const ArsStream512 stream(ars, first);
    const __m512i step = _mm512_set_epi32(0, 0, 0, 12, 0, 0, 0, 8, 0, 0, 0, 4, 0, 0, 0, 0);
    __m512i x[4];
    for (std::uint32_t q = 0; q < 4; ++q) {
        const AesBlock begin({first[0] + q, first[1], first[2], first[3]});
        x[q] = stream.encrypt(_mm512_add_epi32(_mm512_broadcast_i32x4(begin.x), step));
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
#endif

}  // namespace callosum

#ifndef __clang__
#pragma GCC diagnostic pop
#endif
