#pragma once

#include <array>
#include <bit>
#include <cstdint>

#include "engine/base/lanes_to_front.hpp"
#include "engine/plastic/target_trace.hpp"

namespace callosum {

/// Traces of sixteen targets side by side: fields of TargetTrace as lanes, read half a record at a
/// time. They are in registers with AVX2 and read from memory without it; the values are the same.
template <class T>
class RecentLanes {
  public:
    static constexpr std::uint32_t lanes = 16;
    /// Number of spikes whose ages the first half of a record holds.
    static constexpr std::uint32_t n_first = sizeof(T) == 4 ? 4 : 2;

    /// Loads the first halves of the records of targets index[0] to index[15].
    [[gnu::always_inline]] RecentLanes(const TargetTrace<T>* from, const std::uint16_t* index)
        : from_(from), index_(index) {
        load(0, first_);
    }
    /// Loads the second halves, which spikes n_first and older need.
    [[gnu::always_inline]] void load_second_half() { load(1, second_); }

#if defined(__AVX2__)
    [[gnu::always_inline]] void store_trace(T* to) const {
        for (int part = 0; part < 2; ++part) {
            const auto& low = first_[part].word[0];
            const auto& high = first_[part].word[1];
            if constexpr (sizeof(T) == 4) {
                detail::store_words(to + 8 * part, low);
            } else {
                const __m256i a = _mm256_unpacklo_epi32(low, high);
                const __m256i b = _mm256_unpackhi_epi32(low, high);
                detail::store_words(to + 8 * part, _mm256_permute2x128_si256(a, b, 0x20));
                detail::store_words(to + 8 * part + 4, _mm256_permute2x128_si256(a, b, 0x31));
            }
        }
    }
    [[gnu::always_inline]] void store_age(std::uint32_t* to) const {
        detail::store_words(to, first_[0].word[sizeof(T) / 4]);
        detail::store_words(to + 8, first_[1].word[sizeof(T) / 4]);
    }
    /// Returns the lanes in which spike j is younger than `gap`, which is at most
    /// TargetTrace::older.
    template <std::uint32_t j>
    [[nodiscard, gnu::always_inline]] std::uint16_t younger(std::uint32_t gap) const {
        const __m256i all = _mm256_set1_epi32(static_cast<int>(gap));
        const auto signs = [&](int part) {
            return static_cast<unsigned>(
                _mm256_movemask_ps(_mm256_castsi256_ps(_mm256_cmpgt_epi32(all, ages<j>(part)))));
        };
        return static_cast<std::uint16_t>(signs(0) | signs(1) << 8U);
    }
    /// Writes since - age of spike j for the lanes that are set, without gaps; `to` must have room
    /// for sixteen.
    template <std::uint32_t j>
    [[gnu::always_inline]] void append(std::uint16_t which, std::uint32_t since,
                                       std::uint32_t* to) const {
        const __m256i all = _mm256_set1_epi32(static_cast<int>(since));
        const std::uint32_t low = which & 0xFFU;
        detail::store_words(
            to, detail::move_words(_mm256_sub_epi32(all, ages<j>(0)), detail::moves.to_front[low]));
        detail::store_words(to + std::popcount(low),
                            detail::move_words(_mm256_sub_epi32(all, ages<j>(1)),
                                               detail::moves.to_front[which >> 8U]));
    }

  private:
    /// Four words of eight records, transposed.
    struct Words {
        __m256i word[4];
    };
    template <std::uint32_t j>
    [[nodiscard, gnu::always_inline]] __m256i ages(int part) const {
        constexpr std::uint32_t at = (sizeof(T) + 4) / 4 + j / 2;
        const __m256i both = at < 4 ? first_[part].word[at % 4] : second_[part].word[at % 4];
        return j % 2 == 0 ? _mm256_and_si256(both, _mm256_set1_epi32(0xFFFF))
                          : _mm256_srli_epi32(both, 16);
    }
    [[gnu::always_inline]] void load(int half, Words (&to)[2]) const {
        load_part(half, 0, to[0]);
        load_part(half, 8, to[1]);
    }
    [[gnu::always_inline]] void load_part(int half, int first, Words& to) const {
        const auto rows = [&](int k) {
            const auto row = [&](int i) {
                return reinterpret_cast<const __m128i*>(from_ + index_[first + i]) + half;
            };
            return _mm256_inserti128_si256(_mm256_castsi128_si256(_mm_load_si128(row(k))),
                                           _mm_load_si128(row(k + 4)), 1);
        };
        const __m256i r0 = rows(0), r1 = rows(1), r2 = rows(2), r3 = rows(3);
        const __m256i low01 = _mm256_unpacklo_epi32(r0, r1);
        const __m256i low23 = _mm256_unpacklo_epi32(r2, r3);
        const __m256i high01 = _mm256_unpackhi_epi32(r0, r1);
        const __m256i high23 = _mm256_unpackhi_epi32(r2, r3);
        to.word[0] = _mm256_unpacklo_epi64(low01, low23);
        to.word[1] = _mm256_unpackhi_epi64(low01, low23);
        to.word[2] = _mm256_unpacklo_epi64(high01, high23);
        to.word[3] = _mm256_unpackhi_epi64(high01, high23);
    }

    Words first_[2], second_[2];
#else
    void store_trace(T* to) const {
        for (std::uint32_t k = 0; k < lanes; ++k) { to[k] = from_[index_[k]].trace; }
    }
    void store_age(std::uint32_t* to) const {
        for (std::uint32_t k = 0; k < lanes; ++k) { to[k] = from_[index_[k]].age; }
    }
    template <std::uint32_t j>
    [[nodiscard]] std::uint16_t younger(std::uint32_t gap) const {
        unsigned bits = 0;
        for (std::uint32_t k = 0; k < lanes; ++k) {
            bits |= (from_[index_[k]].ages[j] < gap ? 1U : 0U) << k;
        }
        return static_cast<std::uint16_t>(bits);
    }
    template <std::uint32_t j>
    void append(std::uint16_t which, std::uint32_t since, std::uint32_t* to) const {
        for (std::uint32_t bits = which; bits != 0; bits &= bits - 1) {
            *to++ = since - from_[index_[std::countr_zero(bits)]].ages[j];
        }
    }

  private:
    struct Nothing {};
    void load(int /*half*/, Nothing /*to*/) const {}
    Nothing first_, second_;
#endif
    const TargetTrace<T>* from_;
    const std::uint16_t* index_;
};

}  // namespace callosum
