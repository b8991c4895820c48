#pragma once

#include <cstdint>

#ifdef __AVX512F__
#include <immintrin.h>
#endif

#include "engine/base/random_lanes.hpp"
#include "engine/state/poisson_table.hpp"

namespace callosum {

/// A small PoissonTable in registers: 16 draws at once, the same numbers as table(word).
class PoissonLanes {
  public:
    explicit PoissonLanes(const PoissonTable& table) {
        for (std::size_t i = 0; i < 32; ++i) {
            threshold_[i] = table.threshold[i];
            alias_[i] = table.alias[i];
        }
    }

    /// counts[i] from words[i]; both 64-byte aligned.
    [[gnu::always_inline]] void draw(const std::uint32_t* words, std::int32_t* counts) const {
        constexpr int rest_bits = 32 - PoissonTable::small_bits;
#ifdef __AVX512F__
        const __m512i word = _mm512_load_si512(words);
        const __m512i column = _mm512_srli_epi32(word, rest_bits);
        const __m512i rest = _mm512_and_si512(word, _mm512_set1_epi32((1 << rest_bits) - 1));
        const __m512i threshold = _mm512_permutex2var_epi32(_mm512_load_si512(threshold_), column,
                                                            _mm512_load_si512(threshold_ + 16));
        const __m512i alias = _mm512_permutex2var_epi32(_mm512_load_si512(alias_), column,
                                                        _mm512_load_si512(alias_ + 16));
        const __mmask16 own = _mm512_cmplt_epu32_mask(rest, threshold);
        _mm512_store_si512(counts, _mm512_mask_mov_epi32(alias, own, column));
#else
        for (int i = 0; i < 16; ++i) {
            const std::uint32_t column = words[i] >> rest_bits;
            const std::uint32_t rest = words[i] & ((1U << rest_bits) - 1U);
            counts[i] =
                rest < threshold_[column] ? static_cast<std::int32_t>(column) : alias_[column];
        }
#endif
    }

  private:
    alignas(64) std::uint32_t threshold_[32];
    alignas(64) std::int32_t alias_[32];
};

}  // namespace callosum
