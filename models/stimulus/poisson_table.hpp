#pragma once

#include <cstdint>
#include <vector>

#include "engine/base/draws.hpp"

namespace callosum {

/// Alias table of a Poisson distribution over a window of 2^bits counts, for one 32-bit word per draw:
/// the upper bits choose a column, the lower ones decide between it and its alias. The window is so
/// wide that the two tails it drops hold less than 2^-32 of the probability (the rest is
/// scaled up to 1).
struct PoissonTable {
    static constexpr int small_bits = 5;  ///< 32 columns fit into registers
    int bits = small_bits;
    std::int32_t first = 0;                ///< smallest count of the window
    std::vector<std::uint32_t> threshold;  ///< below it, of the lower bits: the column itself
    std::vector<std::int32_t> alias;       ///< otherwise: this column

    [[nodiscard]] bool is_small() const { return bits == small_bits && first == 0; }
    [[nodiscard]] std::int32_t operator()(std::uint32_t word) const {
        const std::uint32_t column = word >> (32 - bits);
        const std::uint32_t rest = word & ((1U << (32 - bits)) - 1U);
        return first +
               (rest < threshold[column] ? static_cast<std::int32_t>(column) : alias[column]);
    }
};

/// A small table in another form: the same numbers from the same words.
[[nodiscard]] inline AliasTable32 small(const PoissonTable& table) {
    AliasTable32 made;
    for (std::uint32_t i = 0; i < table.threshold.size(); ++i) {
        made.set(i, table.threshold[i], static_cast<std::uint32_t>(table.alias[i]));
    }
    return made;
}

/// Largest mean count per step that a table can serve.
inline constexpr double poisson_table_max_mean = 1e6;

/// mean: expected spikes per step, in [0, poisson_table_max_mean]; throws LimitError above.
[[nodiscard]] PoissonTable make_poisson_table(double mean);

/// Exact Poisson draw from a stream of words, for means that differ from neuron to neuron. Inversion
/// by sequential search below 10, transformed rejection (Hoermann 1993, PTRS) above. `word(i)` gives
/// the i-th word of the draw.
template <class Word>
[[nodiscard]] std::int64_t draw_poisson(double mean, Word&& word);

}  // namespace callosum

#include "models/stimulus/poisson_draw.hpp"
