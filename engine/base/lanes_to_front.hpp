#pragma once

#include <array>
#include <bit>
#include <cstdint>

#if defined(__AVX2__)
#include <immintrin.h>
#endif

namespace callosum {

/// Compaction of sixteen lanes: moves the lanes that are set in a mask to the front of a buffer,
/// and back. For sources that are compiled once for each instruction set.
namespace detail {

/// Permutations of eight words for each mask. Byte k of to_front is the word that comes k-th; byte
/// k of back is the position in front from which word k comes back.
struct WordMoves {
    std::array<std::uint64_t, 256> to_front{}, back{};
};
[[nodiscard]] consteval WordMoves word_moves() {
    WordMoves moves;
    for (std::uint32_t mask = 0; mask < 256; ++mask) {
        std::uint32_t n = 0;
        for (std::uint32_t k = 0; k < 8; ++k) {
            if ((mask >> k & 1U) == 0) { continue; }
            moves.to_front[mask] |= std::uint64_t{k} << 8 * n;
            moves.back[mask] |= std::uint64_t{n} << 8 * k;
            ++n;
        }
    }
    return moves;
}
inline constexpr WordMoves moves = word_moves();
/// Each of four bits doubled, for lanes of two words.
inline constexpr std::array<std::uint8_t, 16> twice{0x00, 0x03, 0x0C, 0x0F, 0x30, 0x33, 0x3C, 0x3F,
                                                    0xC0, 0xC3, 0xCC, 0xCF, 0xF0, 0xF3, 0xFC, 0xFF};

#if defined(__AVX2__)
[[gnu::always_inline]] inline __m256i load_words(const void* from) {
    return _mm256_loadu_si256(static_cast<const __m256i*>(from));
}
[[gnu::always_inline]] inline void store_words(void* to, __m256i words) {
    _mm256_storeu_si256(static_cast<__m256i*>(to), words);
}
[[nodiscard, gnu::always_inline]] inline __m256i move_words(__m256i words,
                                                            std::uint64_t bytes_of_moves) {
    const __m128i bytes = _mm_cvtsi64_si128(static_cast<long long>(bytes_of_moves));
    return _mm256_permutevar8x32_epi32(words, _mm256_cvtepu8_epi32(bytes));
}
[[nodiscard, gnu::always_inline]] inline __m256i spread_words(std::uint32_t mask) {
    const __m256i bit = _mm256_setr_epi32(1, 2, 4, 8, 16, 32, 64, 128);
    const __m256i word = _mm256_set1_epi32(static_cast<int>(mask));
    return _mm256_cmpeq_epi32(_mm256_and_si256(word, bit), bit);
}
/// Number of lanes in a register of eight words.
template <class T>
inline constexpr std::uint32_t n_in_words = 32 / sizeof(T);
/// Bits of `which` for the register whose first lane is `i`, one for each word.
template <class T>
[[nodiscard, gnu::always_inline]] inline std::uint32_t word_mask(std::uint32_t which,
                                                                 std::uint32_t i) {
    if constexpr (sizeof(T) == 4) { return which >> i & 0xFFU; }
    return twice[which >> i & 0xFU];
}
#endif

}  // namespace detail

/// Copies the lanes that are set in `which` to the front of `to`, which must have room for sixteen.
template <class T>
[[gnu::always_inline]] inline void move_to_front(const T* from, std::uint16_t which, T* to) {
#if defined(__AVX2__)
    constexpr std::uint32_t n = detail::n_in_words<T>;
#pragma GCC unroll 4
    for (std::uint32_t i = 0; i < 16; i += n) {
        const std::uint32_t mask = detail::word_mask<T>(which, i);
        detail::store_words(
            to, detail::move_words(detail::load_words(from + i), detail::moves.to_front[mask]));
        to += std::popcount(which >> i & ((1U << n) - 1));
    }
#else
    for (std::uint32_t bits = which; bits != 0; bits &= bits - 1) {
        *to++ = from[std::countr_zero(bits)];
    }
#endif
}

/// Lanes of x that lie in first, first + 1, ..., first + n - 1, as bits; indices that would be beyond 2^32 are not
/// among them.
[[nodiscard, gnu::always_inline]] inline std::uint16_t lanes_within(const std::uint32_t* x,
                                                                    std::uint32_t first,
                                                                    std::uint32_t n) {
    // Differences wrap around below `first`, so that one unsigned comparison tests both ends.
#if defined(__AVX512F__)
    const __m512i from_first =
        _mm512_sub_epi32(_mm512_loadu_si512(x), _mm512_set1_epi32(static_cast<int>(first)));
    return _mm512_cmplt_epu32_mask(from_first, _mm512_set1_epi32(static_cast<int>(n)));
#elif defined(__AVX2__)
    if (n == 0) { return 0; }
    const __m256i last = _mm256_set1_epi32(static_cast<int>(n - 1));
    const auto half = [&](std::uint32_t i) {
        const __m256i from_first =
            _mm256_sub_epi32(detail::load_words(x + i), _mm256_set1_epi32(static_cast<int>(first)));
        const __m256i within = _mm256_cmpeq_epi32(_mm256_min_epu32(from_first, last), from_first);
        return static_cast<unsigned>(_mm256_movemask_ps(_mm256_castsi256_ps(within)));
    };
    return static_cast<std::uint16_t>(half(0) | half(8) << 8U);
#else
    unsigned which = 0;
    for (std::uint32_t i = 0; i < 16; ++i) { which |= (x[i] - first < n ? 1U : 0U) << i; }
    return static_cast<std::uint16_t>(which);
#endif
}

/// Reverses move_to_front: lanes of `to` that are not set stay as they are. 16 values of `from` are
/// read.
template <class T>
[[gnu::always_inline]] inline void move_back(const T* from, std::uint16_t which, T* to) {
#if defined(__AVX2__)
    constexpr std::uint32_t n = detail::n_in_words<T>;
#pragma GCC unroll 4
    for (std::uint32_t i = 0; i < 16; i += n) {
        const std::uint32_t mask = detail::word_mask<T>(which, i);
        const __m256i moved =
            detail::move_words(detail::load_words(from), detail::moves.back[mask]);
        const __m256i kept = detail::load_words(to + i);
        detail::store_words(to + i, _mm256_blendv_epi8(kept, moved, detail::spread_words(mask)));
        from += std::popcount(which >> i & ((1U << n) - 1));
    }
#else
    for (std::uint32_t bits = which; bits != 0; bits &= bits - 1) {
        to[std::countr_zero(bits)] = *from++;
    }
#endif
}

}  // namespace callosum
