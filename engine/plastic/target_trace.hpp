#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "engine/plastic/post_history.hpp"

#if defined(__AVX2__)
#include <immintrin.h>
#endif

namespace callosum {

/// Last spikes of a target as seen from one stamp, `until`: everything that nearly every synapse
/// onto it needs, in 32 bytes, which are half a cache line.
template <class T>
struct alignas(32) TargetTrace {
    static constexpr std::uint32_t n = PostHistory<T>::near;
    static constexpr std::uint16_t older = std::numeric_limits<std::uint16_t>::max();

    T trace = 0;            ///< trace of the last spike before `until`; 0: there was none
    std::uint32_t age = 0;  ///< age of that spike, steps
    std::array<std::uint16_t, n> ages =
        {};                   ///< ages of the last spikes up to `until`, newest first; `older`:
                              ///< longer ago, or missing
    std::uint16_t place = 0;  ///< place of the first of them in the line

    /// Whether the trace has no gaps: it holds the last spikes of the line, and the last one before
    /// `until`.
    [[nodiscard]] bool whole() const { return place == 0 && ages[n - 1] != 0; }
};
static_assert(sizeof(TargetTrace<float>) == 32 && sizeof(TargetTrace<double>) == 32);

namespace detail {

/// Returns the age that stands for spikes which the line does not hold. A full line may have
/// dropped some; their ages are taken as that of its oldest, so that a visit falls back to the log
/// as soon as that one is new to it.
template <class T>
[[nodiscard]] std::uint32_t age_beyond(const typename PostHistory<T>::Line& line,
                                       std::uint32_t until) {
    constexpr std::uint32_t older = TargetTrace<T>::older;
    const std::uint32_t oldest = line.step[TargetTrace<T>::n - 1];
    return oldest == 0 ? older : std::min(until - oldest, older);
}

}  // namespace detail

/// Computes the trace of a target from its line. All ages are 0 where the line does not even hold
/// the last spike before `until`; a visit then uses the log.
template <class T>
[[gnu::always_inline]] inline void find_recent(const typename PostHistory<T>::Line& line,
                                               std::uint32_t until, TargetTrace<T>& recent) {
    constexpr std::uint32_t n = TargetTrace<T>::n;
    const std::uint32_t last = until == 0 ? 0 : until - 1;
    std::uint32_t later = 0;  // number of spikes later than `until`
    std::uint32_t place = 0;  // place of the last spike before `until`
#if defined(__AVX2__)
    const __m256i steps = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(line.step.data()));
    const auto all = [](std::uint32_t x) { return _mm256_set1_epi32(static_cast<int>(x)); };
    const auto n_above = [&](std::uint32_t x) {
        const __m256i within = _mm256_cmpeq_epi32(_mm256_min_epu32(steps, all(x)), steps);
        return n - static_cast<std::uint32_t>(std::popcount(
                       static_cast<unsigned>(_mm256_movemask_ps(_mm256_castsi256_ps(within)))));
    };
    later = n_above(until);
    place = n_above(last);
    const std::uint32_t rest = detail::age_beyond<T>(line, until);
    const __m256i empty = _mm256_cmpeq_epi32(steps, _mm256_setzero_si256());
    const __m256i ages = _mm256_or_si256(_mm256_sub_epi32(all(until), steps), empty);
    const __m256i from = _mm256_add_epi32(_mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7), all(later));
    const __m256i held = _mm256_blendv_epi8(_mm256_permutevar8x32_epi32(ages, from), all(rest),
                                            _mm256_cmpgt_epi32(from, all(n - 1)));
    const __m256i bounded = _mm256_min_epu32(held, all(TargetTrace<T>::older));
    _mm_storeu_si128(
        reinterpret_cast<__m128i*>(recent.ages.data()),
        _mm_packus_epi32(_mm256_castsi256_si128(bounded), _mm256_extracti128_si256(bounded, 1)));
#else
    for (std::uint32_t k = 0; k < n; ++k) {
        later += line.step[k] > until ? 1U : 0U;
        place += line.step[k] > last ? 1U : 0U;
    }
    const std::uint32_t rest = detail::age_beyond<T>(line, until);
    for (std::uint32_t k = 0; k < n; ++k) {
        const std::uint32_t from = k + later;
        std::uint32_t age = rest;
        if (from < n) {
            age = line.step[from] == 0 ? TargetTrace<T>::older : until - line.step[from];
        }
        recent.ages[k] =
            static_cast<std::uint16_t>(std::min<std::uint32_t>(age, TargetTrace<T>::older));
    }
#endif
    recent.place = static_cast<std::uint16_t>(later);
    if (place < n) [[likely]] {
        recent.trace = line.trace[place];
        recent.age = until - line.step[place];
    } else {
        recent.ages.fill(0);
    }
}

/// Traces of the neurons first, first + 1, ... of a history, for one stamp at a time.
template <class T>
class TargetTraceTable {
  public:
    /// Fills the table; the result is valid until the history or the table changes.
    std::span<TargetTrace<T>> fill(const PostHistory<T>& history, std::uint64_t first,
                                   std::uint32_t n, std::uint32_t until) {
        recent_.resize(std::max<std::size_t>(recent_.size(), n));
        for (std::uint32_t i = 0; i < n; ++i) {
            find_recent<T>(history.line(first + i), until, recent_[i]);
        }
        return std::span(recent_).first(n);
    }
    [[nodiscard]] std::uint64_t bytes() const { return recent_.capacity() * sizeof(recent_[0]); }

  private:
    std::vector<TargetTrace<T>> recent_;
};

}  // namespace callosum
