#pragma once

#include <cstdint>
#include <limits>
#include <string>

#include "engine/base/error.hpp"
#include "engine/base/lane.hpp"

#ifdef __AVX2__
#include <immintrin.h>
#endif

namespace callosum {

/// Converts a refractory period to a 16-bit counter. Throws LimitError if it is too long.
[[nodiscard]] inline std::uint16_t refractory_counter(long steps, const std::string& population) {
    constexpr long most = std::numeric_limits<std::uint16_t>::max();
    if (steps > most) {
        throw LimitError("population '" + population + "': a refractory period of " +
                         std::to_string(steps) + " steps; at most " + std::to_string(most) +
                         " can be counted: shorten it or take a larger dt");
    }
    return static_cast<std::uint16_t>(steps);
}

/// Decrements 16 refractory counters and returns the mask of those that were above 0 (bit i:
/// counter i). `hold` must be 32-byte aligned.
[[gnu::always_inline]] inline std::uint16_t count_down(std::uint16_t* hold) {
#if defined(__AVX512BW__) && defined(__AVX512VL__)
    const __m256i before = _mm256_load_si256(reinterpret_cast<const __m256i*>(hold));
    _mm256_store_si256(reinterpret_cast<__m256i*>(hold),
                       _mm256_subs_epu16(before, _mm256_set1_epi16(1)));
    return _mm256_test_epi16_mask(before, before);
#elif defined(__AVX2__)
    const __m256i before = _mm256_load_si256(reinterpret_cast<const __m256i*>(hold));
    _mm256_store_si256(reinterpret_cast<__m256i*>(hold),
                       _mm256_subs_epu16(before, _mm256_set1_epi16(1)));
    const __m256i zero = _mm256_cmpeq_epi16(before, _mm256_setzero_si256());
    const __m128i bytes =
        _mm_packs_epi16(_mm256_castsi256_si128(zero), _mm256_extracti128_si256(zero, 1));
    return static_cast<std::uint16_t>(~_mm_movemask_epi8(bytes));
#else
    std::uint16_t held = 0;
    for (int i = 0; i < 16; ++i) {
        const std::uint16_t above = hold[i] != 0;
        held = static_cast<std::uint16_t>(held | (above << i));
        hold[i] = static_cast<std::uint16_t>(hold[i] - above);
    }
    return held;
#endif
}

/// Maps a 32-bit word, given as V, to (0, 1]; scalars and lanes give the same bits.
template <class V>
[[gnu::always_inline]] inline V uniform_of(V word) {
    using T = scalar_of<V>;
    return fma(word, V(static_cast<T>(0x1p-32)), V(static_cast<T>(0x1p-33)));
}

}  // namespace callosum
