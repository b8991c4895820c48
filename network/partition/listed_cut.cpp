#include "network/partition/listed_cut.hpp"

#include <algorithm>
#include <cmath>

namespace callosum {

ListedCut::ListedCut(const std::vector<std::vector<OwnedRun>>& owners) {
    for (const auto& runs : owners) {
        auto& joined = owners_.emplace_back();
        for (const auto& run : runs) {
            if (run.first == run.last) { continue; }
            if (!joined.empty() && joined.back().share == run.share) {
                joined.back().last = run.last;
            } else {
                joined.push_back(run);
            }
        }
    }
}

std::vector<NeuronRange> ListedCut::ranges(std::uint64_t share) const {
    std::vector<NeuronRange> ranges;
    for (std::size_t p = 0; p < owners_.size(); ++p) {
        for (const auto& run : owners_[p]) {
            if (run.share == share) { ranges.push_back({p, run.first, run.last}); }
        }
    }
    return ranges;
}

OwnedRun ListedCut::run_of(std::size_t population, std::uint64_t index) const {
    const auto& runs = owners_[population];
    const auto after = std::upper_bound(
        runs.begin(), runs.end(), index,
        [](std::uint64_t value, const OwnedRun& run) { return value < run.first; });
    return *(after - 1);
}

std::vector<std::vector<OwnedRun>> cut_by_population(const Description& description,
                                                     const std::vector<double>& costs,
                                                     std::uint64_t n_shares) {
    double all = 0;
    for (std::size_t p = 0; p < costs.size(); ++p) {
        all += costs[p] * static_cast<double>(description.populations[p].size);
    }
    std::vector<std::vector<OwnedRun>> owners;
    double passed = 0;  // cost of the populations before this one
    for (std::size_t p = 0; p < costs.size(); ++p) {
        const std::uint64_t size = description.populations[p].size;
        auto& runs = owners.emplace_back();
        std::uint64_t first = 0;
        while (first < size) {
            const double here = passed + costs[p] * static_cast<double>(first);
            auto share =
                all == 0
                    ? 0
                    : static_cast<std::uint64_t>(here / all * static_cast<double>(n_shares) + 1e-9);
            share = std::min(share, n_shares - 1);
            std::uint64_t last = size;
            // Fewer neurons than a grain are not cut.
            if (share + 1 < n_shares && costs[p] > 0 && first + neuron_grain < size) {
                const double end =
                    all * static_cast<double>(share + 1) / static_cast<double>(n_shares);
                const auto n = static_cast<std::uint64_t>(
                    std::llround((end - passed) / costs[p] / static_cast<double>(neuron_grain)));
                last = std::clamp(n * neuron_grain, first + neuron_grain, size);
            }
            runs.push_back({first, last, share});
            first = last;
        }
        passed += costs[p] * static_cast<double>(size);
    }
    return owners;
}

}  // namespace callosum
