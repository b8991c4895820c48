#include "network/partition/regular_cuts.hpp"

#include <algorithm>

namespace callosum {

EvenCut::EvenCut(const Description& description, std::uint64_t n_shares) : n_shares_(n_shares) {
    std::uint64_t turn = 0;
    for (const auto& population : description.populations) {
        const std::uint64_t n = grains_of(population.size);
        populations_.push_back({population.size, n / n_shares, n % n_shares, turn});
        turn = (turn + n % n_shares) % n_shares;
    }
}

std::uint64_t EvenCut::before(const Population& of, std::uint64_t share) const {
    // The shares turn, turn + 1, ... (modulo their number) have one grain more; count those below
    // `share`.
    const std::uint64_t unwrapped = std::min(of.left_over, n_shares_ - of.turn);
    const std::uint64_t wrapped = of.left_over - unwrapped;
    const std::uint64_t more =
        std::min(share, wrapped) + (share > of.turn ? std::min(share - of.turn, unwrapped) : 0);
    return share * of.per_share + more;
}

std::vector<NeuronRange> EvenCut::ranges(std::uint64_t share) const {
    std::vector<NeuronRange> ranges;
    for (std::size_t p = 0; p < populations_.size(); ++p) {
        const auto& population = populations_[p];
        const auto first = std::min(population.size, neuron_grain * before(population, share));
        const auto last = std::min(population.size, neuron_grain * before(population, share + 1));
        if (last > first) { ranges.push_back({p, first, last}); }
    }
    return ranges;
}

OwnedRun EvenCut::run_of(std::size_t population, std::uint64_t index) const {
    const auto& of = populations_[population];
    const std::uint64_t grain = index / neuron_grain;
    // Shares have `share` or one grain more, which bounds the owner from both sides.
    std::uint64_t low = grain / (of.per_share + 1);
    std::uint64_t high =
        of.per_share == 0 ? n_shares_ - 1 : std::min(n_shares_ - 1, grain / of.per_share);
    while (low < high) {
        const std::uint64_t middle = low + (high - low) / 2;
        if (before(of, middle + 1) <= grain) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return {neuron_grain * before(of, low), std::min(of.size, neuron_grain * before(of, low + 1)),
            low};
}

RoundRobinCut::RoundRobinCut(const Description& description, std::uint64_t n_shares)
    : n_shares_(n_shares) {
    std::uint64_t turn = 0;
    for (const auto& population : description.populations) {
        sizes_.push_back(population.size);
        turns_.push_back(turn);
        turn = (turn + grains_of(population.size)) % n_shares;
    }
}

std::vector<NeuronRange> RoundRobinCut::ranges(std::uint64_t share) const {
    std::vector<NeuronRange> ranges;
    for (std::size_t p = 0; p < sizes_.size(); ++p) {
        const std::uint64_t step = n_shares_ * neuron_grain;
        std::uint64_t first = (share + n_shares_ - turns_[p]) % n_shares_ * neuron_grain;
        for (; first < sizes_[p]; first += step) {
            const auto last = std::min(sizes_[p], first + neuron_grain);
            // A single share gets adjacent grains, which are one run.
            if (!ranges.empty() && ranges.back().population == p && ranges.back().last == first) {
                ranges.back().last = last;
            } else {
                ranges.push_back({p, first, last});
            }
        }
    }
    return ranges;
}

OwnedRun RoundRobinCut::run_of(std::size_t population, std::uint64_t index) const {
    if (n_shares_ == 1) { return {0, sizes_[population], 0}; }
    const std::uint64_t grain = index / neuron_grain;
    return {grain * neuron_grain, std::min(sizes_[population], (grain + 1) * neuron_grain),
            (turns_[population] + grain) % n_shares_};
}

}  // namespace callosum
