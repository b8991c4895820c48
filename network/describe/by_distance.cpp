#include "network/describe/by_distance.hpp"

#include <algorithm>

#include "network/space/means.hpp"

namespace callosum {

Distribution range_of(const ByDistance& value, double farthest) {
    // In pieces, so that the bounds of a formula that uses x more than once are tight.
    constexpr int n_pieces = 64;
    double low = std::numeric_limits<double>::infinity();
    double high = -low;
    for (int k = 0; k < n_pieces; ++k) {
        const Interval x{farthest * k / n_pieces, farthest * (k + 1) / n_pieces};
        const Interval found = value.mean.bounds(x, {x, Interval{}, Interval{}});
        low = std::min(low, found.low);
        high = std::max(high, found.high);
    }
    const auto finished = [&](double mean, double noise) {
        return value.factor * std::clamp(mean + noise, value.min, value.max);
    };
    low = finished(low, value.noise.smallest());
    high = finished(high, value.noise.largest());
    if (low == high) { return Distribution::constant(low); }
    return {Distribution::Kind::uniform, low, high};
}

void set_ranges(Description& description) {
    for (auto& projection : description.projections) {
        if (projection.source >= description.populations.size()) { continue; }
        const auto& positions = description.populations[projection.source].positions;
        if (!positions) { continue; }
        const auto& space = projection.rule.space;
        const double farthest = largest_distance(space ? &*space : nullptr, positions->extent);
        const auto set = [&](const std::optional<ByDistance>& value, Distribution& range) {
            if (value && value->min <= value->max) { range = range_of(*value, farthest); }
        };
        set(projection.weight_by_distance, projection.weight);
        set(projection.delay_by_distance, projection.delay);
    }
}

}  // namespace callosum
