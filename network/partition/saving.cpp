#include "network/partition/saving.hpp"

#include <algorithm>
#include <set>

#include "engine/base/math.hpp"
#include "network/partition/cost.hpp"

namespace callosum {
namespace {

/// Neurons of one population that all projections treat alike.
struct Kind {
    std::size_t population = 0;
    Slice slice;
    double cost = 0, rate = 0;
};

std::vector<Kind> kinds_of(const Description& description, const std::vector<double>& costs) {
    const auto rates = expected_rates(description);
    std::vector<Kind> kinds;
    for (std::size_t p = 0; p < description.populations.size(); ++p) {
        // The ends of all slices cut the population into kinds.
        std::set<std::uint64_t> cuts{0, description.populations[p].size};
        for (const auto& projection : description.projections) {
            if (projection.source == p) {
                cuts.insert({projection.source_slice.first, projection.source_slice.last});
            }
            if (projection.target == p) {
                cuts.insert({projection.target_slice.first, projection.target_slice.last});
            }
        }
        for (auto at = cuts.begin(); std::next(at) != cuts.end(); ++at) {
            const Slice slice{*at, *std::next(at)};
            kinds.push_back({p, slice, costs[p] * static_cast<double>(slice.size()), rates[p]});
        }
    }
    return kinds;
}

double overlap(const Slice& a, const Slice& b) {
    const auto first = std::max(a.first, b.first);
    const auto last = std::min(a.last, b.last);
    return last > first ? static_cast<double>(last - first) : 0;
}

/// A group of targets: the synapses that one source has with them, and the cost of the group.
struct TargetGroup {
    double synapses = 0, cost = 0;
};

/// Returns a lower bound of the number of parts that hear a source, if only cost limits a part: the
/// targets that cost least per synapse go into the first part, and so on. No other distribution
/// gives the first k parts more synapses together for any k, and 1 - exp(-s) is concave, so none
/// reaches fewer parts. One part may be the source's own.
double min_copies(std::vector<TargetGroup> groups, double room) {
    std::sort(groups.begin(), groups.end(), [](const TargetGroup& a, const TargetGroup& b) {
        return a.synapses * b.cost > b.synapses * a.cost;
    });
    double heard = 0, first_part = -1, here = 0, left = room;
    const auto close = [&] {
        const double part = -math::expm1(-here);
        if (first_part < 0) { first_part = part; }
        heard += part;
        here = 0;
        left = room;
    };
    for (auto group : groups) {
        while (group.cost > left) {
            const double taken = group.synapses * left / group.cost;
            here += taken;
            group.synapses -= taken;
            group.cost -= left;
            close();
        }
        here += group.synapses;
        left -= group.cost;
    }
    close();
    return heard - first_part;
}

}  // namespace

double largest_saving(const Description& description, const std::vector<double>& synapses,
                      const std::vector<double>& costs, std::uint64_t n_parts, double imbalance) {
    constexpr std::size_t max_kinds = 1000;
    const auto kinds = kinds_of(description, costs);
    double all = 0;
    for (const auto& kind : kinds) { all += kind.cost; }
    if (kinds.size() > max_kinds || all <= 0) { return 1; }
    const auto parts = static_cast<double>(n_parts);
    double evenly = 0, least = 0;
    for (const auto& source : kinds) {
        double each = 0;  // synapses of one source
        std::vector<TargetGroup> groups;
        for (const auto& target : kinds) { groups.push_back({0, target.cost}); }
        for (std::size_t p = 0; p < synapses.size(); ++p) {
            const auto& projection = description.projections[p];
            if (projection.source != source.population ||
                overlap(projection.source_slice, source.slice) == 0) {
                continue;
            }
            const double per_source =
                synapses[p] / static_cast<double>(projection.source_slice.size());
            each += per_source;
            // These rules may have all targets of a source in one place.
            if (projection.rule.kind == RuleKind::one_to_one ||
                projection.rule.kind == RuleKind::explicit_list) {
                continue;
            }
            for (std::size_t t = 0; t < kinds.size(); ++t) {
                if (kinds[t].population != projection.target) { continue; }
                groups[t].synapses += per_source *
                                      overlap(projection.target_slice, kinds[t].slice) /
                                      static_cast<double>(projection.target_slice.size());
            }
        }
        const double spikes = source.rate * static_cast<double>(source.slice.size());
        evenly += spikes * (parts - 1) * -math::expm1(-each / parts);
        least += spikes * min_copies(std::move(groups), imbalance * all / parts);
    }
    return evenly <= 0 ? 0 : std::max(0.0, 1 - least / evenly);
}

}  // namespace callosum
