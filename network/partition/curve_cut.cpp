#include "network/partition/curve_cut.hpp"

#include <algorithm>

#include "network/partition/cost.hpp"
#include "network/partition/edge_profile.hpp"

namespace callosum {

CurveCut::CurveCut(const Description& description, const std::vector<double>& synapses,
                   std::uint64_t n_shares)
    : n_shares_(n_shares), even_(description, n_shares) {
    for (std::size_t p = 0; p < description.populations.size(); ++p) {
        const auto& population = description.populations[p];
        sizes_.push_back(population.size);
        auto& places = places_.emplace_back();
        auto& profile = profiles_.emplace_back();
        if (!population.positions) { continue; }
        places =
            std::make_unique<Places>(description.seed, p, *population.positions, population.size);
        profile = make_profile(description, synapses, p);
        all_ += profile.before.back();
    }
    dealt_.resize(sizes_.size());
    for (std::size_t p = 0; p < sizes_.size(); ++p) {
        if (places_[p] && !places_[p]->along_curve()) { deal_out(p); }
    }
}

CurveCut::Profile CurveCut::make_profile(const Description& description,
                                         const std::vector<double>& synapses,
                                         std::size_t population) const {
    const auto& places = *places_[population];
    const std::size_t dims = places.extent().dims;
    Profile profile;
    profile.costs = {neuron_costs(description, synapses)[population]};
    for (std::size_t p = 0; p < synapses.size(); ++p) {
        const auto& projection = description.projections[p];
        if (projection.target != population) { continue; }
        const auto relative = indegree_profile(description, projection);
        if (relative.empty()) { continue; }
        if (profile.bits == 0) {
            profile.bits = static_cast<int>(dims) * profile_level(dims);
            profile.costs.assign(relative.size(), profile.costs[0]);
        }
        const double cost_ns = event_cost(description, p, synapses[p]);
        for (std::size_t i = 0; i < relative.size(); ++i) {
            profile.costs[i] += cost_ns * (relative[i] - 1);
        }
    }
    profile.before.push_back(0);
    std::uint64_t first = 0;
    for (std::size_t i = 0; i < profile.costs.size(); ++i) {
        const std::uint64_t last =
            i + 1 == profile.costs.size()
                ? sizes_[population]
                : places.before_curve((std::uint64_t{i} + 1) << (64 - profile.bits));
        profile.before.push_back(profile.before.back() +
                                 profile.costs[i] * static_cast<double>(last - first));
        first = last;
    }
    return profile;
}

void CurveCut::deal_out(std::size_t population) {
    auto& runs = dealt_[population];
    const auto& places = *places_[population];
    for (std::uint64_t first = 0; first < sizes_[population]; first += neuron_grain) {
        // A grain goes to the share whose region holds its middle neuron.
        const auto last = std::min(sizes_[population], first + neuron_grain);
        const auto share = share_at(places.curve_of(places.place_of(first + (last - first) / 2)));
        if (!runs.empty() && runs.back().share == share) {
            runs.back().last = last;
        } else {
            runs.push_back({first, last, share});
        }
    }
}

double CurveCut::before(std::uint64_t position) const {
    double cost = 0;
    for (std::size_t p = 0; p < places_.size(); ++p) {
        if (!places_[p]) { continue; }
        const auto& profile = profiles_[p];
        const int shift = 64 - profile.bits;
        const std::uint64_t piece = profile.bits == 0 ? 0 : position >> shift;
        const auto here = places_[p]->before_curve(position);
        const auto there = piece == 0 ? 0 : places_[p]->before_curve(piece << shift);
        cost += profile.before[piece] + profile.costs[piece] * static_cast<double>(here - there);
    }
    return cost;
}

std::uint64_t CurveCut::begin(std::uint64_t share) const {
    if (share == 0) { return 0; }
    const auto known = begins_.find(share);
    if (known != begins_.end()) { return known->second; }
    const double wanted = all_ * (static_cast<double>(share) / static_cast<double>(n_shares_));
    constexpr int bits = 48;  // bits of the position: finer than any leaf
    std::uint64_t low = 0;
    std::uint64_t high = std::uint64_t{1} << bits;
    while (low < high) {
        const std::uint64_t middle = low + (high - low) / 2;
        if (before(middle << (64 - bits)) < wanted) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    // The search is the same on every rank, so a boundary is never sent.
    const std::uint64_t end = (std::uint64_t{1} << bits) - 1;
    return begins_[share] = std::min(low, end) << (64 - bits);
}

std::uint64_t CurveCut::share_at(std::uint64_t position) const {
    auto share =
        all_ == 0
            ? 0
            : static_cast<std::uint64_t>(before(position) / all_ * static_cast<double>(n_shares_));
    share = std::min(share, n_shares_ - 1);
    // Rounding of the estimate above can be wrong by one share.
    while (share > 0 && position < begin(share)) { --share; }
    while (share + 1 < n_shares_ && position >= begin(share + 1)) { ++share; }
    return share;
}

std::uint64_t CurveCut::first_of(std::size_t population, std::uint64_t share) const {
    if (share == 0) { return 0; }
    if (share == n_shares_) { return sizes_[population]; }
    return places_[population]->before_curve(begin(share)) / neuron_grain * neuron_grain;
}

std::vector<NeuronRange> CurveCut::ranges(std::uint64_t share) const {
    std::vector<NeuronRange> ranges;
    const auto even = even_.ranges(share);
    for (std::size_t p = 0; p < sizes_.size(); ++p) {
        // A population without positions is cut evenly. One whose index does not follow the curve
        // is dealt out in grains; any other gives one range to each share.
        if (!places_[p]) {
            for (const auto& range : even) {
                if (range.population == p) { ranges.push_back(range); }
            }
        } else if (!places_[p]->along_curve()) {
            for (const auto& run : dealt_[p]) {
                if (run.share == share) { ranges.push_back({p, run.first, run.last}); }
            }
        } else {
            const auto first = first_of(p, share);
            const auto last = first_of(p, share + 1);
            if (last > first) { ranges.push_back({p, first, last}); }
        }
    }
    return ranges;
}

OwnedRun CurveCut::run_of(std::size_t population, std::uint64_t index) const {
    if (!places_[population]) { return even_.run_of(population, index); }
    const auto& places = *places_[population];
    if (!places.along_curve()) {
        const auto& runs = dealt_[population];
        return *(std::upper_bound(
                     runs.begin(), runs.end(), index,
                     [](std::uint64_t value, const OwnedRun& run) { return value < run.first; }) -
                 1);
    }
    auto share = share_at(places.curve_of(index));
    while (share > 0 && index < first_of(population, share)) { --share; }
    while (share + 1 < n_shares_ && index >= first_of(population, share + 1)) { ++share; }
    return {first_of(population, share), first_of(population, share + 1), share};
}

}  // namespace callosum
