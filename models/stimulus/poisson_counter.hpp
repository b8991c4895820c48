#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "engine/base/draws.hpp"
#include "models/stimulus/poisson_draw.hpp"
#include "models/stimulus/stimulus_input.hpp"

namespace callosum {

/// The counter of a Poisson draw: four neurons share a block of four words.
struct PoissonCounter {
    std::uint32_t block, step, step_high, draw;
};
[[nodiscard]] inline PoissonCounter poisson_counter(std::uint64_t index, std::int64_t step) {
    return {static_cast<std::uint32_t>(index / 4), static_cast<std::uint32_t>(step),
            static_cast<std::uint32_t>(static_cast<std::uint64_t>(step) >> 32U), 0};
}
/// Stands for "all targets": no neuron has an index so high.
inline constexpr std::uint64_t shared_index = std::uint64_t{4} * 0xffffffff;

/// A draw of any mean, from words of its own (`draw` >= 1 in the counter).
[[nodiscard]] inline std::int32_t draw_exactly(const Ars& random, double mean, std::uint64_t index,
                                               std::int64_t step) {
    const auto c = poisson_counter(index, step);
    return static_cast<std::int32_t>(draw_poisson(mean, [&](std::uint32_t i) {
        return random(static_cast<std::uint32_t>(index), c.step, c.step_high, 1 + i / 4)[i % 4];
    }));
}

/// Counts of the neurons [first, last) of a population, from the words that they have when drawn one by one
/// (four to a block). draw(counter, n, counts) makes 16 n counts from that counter on. out[0] is that
/// of `first`.
template <class Draw>
void draw_counts(std::int64_t step, std::uint64_t first, std::uint64_t last, std::int32_t* out,
                 const Draw& draw) {
    constexpr std::uint64_t width = 16;
    constexpr std::uint64_t at_once = 8;
    alignas(64) std::int32_t counts[at_once * width];
    for (std::uint64_t from = first / 4 * 4; from < last; from += at_once * width) {
        const std::uint64_t n = std::min(at_once, (last - from + width - 1) / width);
        const auto c = poisson_counter(from, step);
        draw(Ars::Words{c.block, c.step, c.step_high, c.draw}, n, counts);
        const std::uint64_t begin = std::max(from, first);
        const std::uint64_t end = std::min(from + n * width, last);
        std::copy(counts + (begin - from), counts + (end - from), out + (begin - first));
    }
}

/// The same where count_of(words, counts) makes 16 counts from 16 words.
template <class CountOf>
void count_words(const Ars& random, std::int64_t step, Slice neurons, std::int32_t* out,
                 const CountOf& count_of) {
    draw_counts(step, neurons.first, neurons.last, out,
                [&](const Ars::Words& counter, std::uint64_t n, std::int32_t* counts) {
                    alignas(64) std::uint32_t words[8 * 16];
                    draws().words(random, counter, n, words);
                    for (std::uint64_t i = 0; i < n; ++i) {
                        count_of(words + 16 * i, counts + 16 * i);
                    }
                });
}

[[nodiscard]] inline std::uint32_t word_of(const Ars& random, std::uint64_t index,
                                           std::int64_t step) {
    const auto c = poisson_counter(index, step);
    return random(c.block, c.step, c.step_high, c.draw)[index % 4];
}

inline void refuse_above_limit(const LocalValues& mean) {
    for (const double one : mean.each) {
        if (one > poisson_table_max_mean) { (void)make_poisson_table(one); }
    }
}

}  // namespace callosum
