// Compiled once for each instruction set (cpu_set.hpp).
#include "network/draw/draft_kernels.hpp"

#include <algorithm>
#include <bit>

#include "engine/base/lanes_to_front.hpp"
#include "engine/base/transposed_draws.hpp"
#include "network/draw/index_below.hpp"

namespace callosum {
namespace {

constexpr std::uint32_t lanes = 16;

void cells(const Ars& ars, const Ars::Words& first, std::uint64_t n, const DraftCells& from,
           const DraftColumns& to) {
    const auto [first_source, n_sources, first_target, n_targets] = from;
    Ars::Words counter = first;
    for (std::uint64_t at = 0; at < n * lanes; at += lanes, counter[0] += lanes) {
        std::uint32_t* const source = to.source + at;
        std::uint32_t* const target = to.target + at;
        std::uint32_t* const rows[4] = {source, target, to.delay_word + at, to.weight_word + at};
        transposed_draws(ars, counter, rows);
        for (std::uint32_t i = 0; i < lanes; ++i) {
            source[i] = first_source + below(source[i], n_sources);
        }
        for (std::uint32_t i = 0; i < lanes; ++i) {
            target[i] = first_target + below(target[i], n_targets);
        }
    }
}

DraftCount sources(const Ars& ars, const Ars::Words& first, std::uint64_t n,
                   const DraftSources& from, const DraftColumns& to) {
    DraftCount count{0, 0};
    Ars::Words counter = first;
    alignas(64) std::uint32_t high[lanes], low[lanes], delay[lanes], weight[lanes];
    std::uint32_t* const rows[4] = {high, low, delay, weight};
    for (; count.drawn < n && count.kept + lanes <= to.room; counter[0] += lanes) {
        transposed_draws(ars, counter, rows);
        for (std::uint32_t i = 0; i < lanes; ++i) {
            const std::uint32_t index = below(high[i], low[i], from.n_sources);
            high[i] = from.first_source + index + (index >= from.left_out ? 1U : 0U);
        }
        const std::uint64_t live = std::min<std::uint64_t>(lanes, n - count.drawn);
        const auto which = static_cast<std::uint16_t>(
            lanes_within(high, from.first_kept, from.n_kept) & ((1U << live) - 1U));
        move_to_front(high, which, to.source + count.kept);
        move_to_front(delay, which, to.delay_word + count.kept);
        move_to_front(weight, which, to.weight_word + count.kept);
        std::fill_n(to.target + count.kept, lanes, from.target);
        count.drawn += live;
        count.kept += static_cast<std::uint32_t>(std::popcount(which));
    }
    return count;
}

}  // namespace

template <>
const DraftKernels& kernels_of<CpuSet::CALLOSUM_CPU_SET, DraftKernels>() {
    static constexpr DraftKernels of_this_set{cells, sources};
    return of_this_set;
}

}  // namespace callosum
