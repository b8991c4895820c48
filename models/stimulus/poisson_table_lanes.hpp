#pragma once

#include <cstdint>

#if defined(__VAES__) && defined(__AVX512F__)
#include <immintrin.h>
#endif

#include "engine/base/random_lanes.hpp"
#include "models/stimulus/poisson_table.hpp"

namespace callosum {

/// A small PoissonTable in registers: 16 draws at once, the same numbers as table(word).
class PoissonLanes {
  public:
    /// counts[i] from words[i]; both 64-byte aligned.
    [[gnu::always_inline]] void draw(const std::uint32_t* words, std::int32_t* counts) const {
#if defined(__VAES__) && defined(__AVX512F__)
        draw(_mm512_load_si512(words), counts);
#else
        for (int i = 0; i < 16; ++i) {
            const std::uint32_t column = words[i] >> rest_bits;
            const std::uint32_t rest = words[i] & ((1U << rest_bits) - 1U);
            counts[i] =
                rest < threshold_[column] ? static_cast<std::int32_t>(column) : alias_[column];
        }
#endif
    }
    /// The same with the words that the stream gives next.
    [[gnu::always_inline]] void draw(ArsStream& stream, std::int32_t* counts) const {
#if defined(__VAES__) && defined(__AVX512F__)
        draw(stream.next(), counts);
#else
        alignas(64) std::uint32_t words[16];
        stream.next(words);
        draw(words, counts);
#endif
    }

#if defined(__VAES__) && defined(__AVX512F__)
    explicit PoissonLanes(const PoissonTable& table) {
        for (std::size_t i = 0; i < 2; ++i) {
            threshold_[i] = _mm512_loadu_si512(&table.threshold[16 * i]);
            alias_[i] = _mm512_loadu_si512(&table.alias[16 * i]);
        }
    }

  private:
    [[gnu::always_inline]] void draw(__m512i word, std::int32_t* counts) const {
        const __m512i column = _mm512_srli_epi32(word, rest_bits);
        const __m512i rest = _mm512_and_si512(word, _mm512_set1_epi32((1 << rest_bits) - 1));
        const __m512i threshold = _mm512_permutex2var_epi32(threshold_[0], column, threshold_[1]);
        const __m512i alias = _mm512_permutex2var_epi32(alias_[0], column, alias_[1]);
        const __mmask16 own = _mm512_cmplt_epu32_mask(rest, threshold);
        _mm512_store_si512(counts, _mm512_mask_mov_epi32(alias, own, column));
    }
    __m512i threshold_[2];
    __m512i alias_[2];
#else
    explicit PoissonLanes(const PoissonTable& table) {
        for (std::size_t i = 0; i < 32; ++i) {
            threshold_[i] = table.threshold[i];
            alias_[i] = table.alias[i];
        }
    }

  private:
    std::uint32_t threshold_[32];
    std::int32_t alias_[32];
#endif
    static constexpr int rest_bits = 32 - PoissonTable::small_bits;
};

}  // namespace callosum
