#include <algorithm>
#include <cmath>

#include "engine/base/discrete.hpp"
#include "engine/base/math.hpp"
#include "network/draw/delay_table.hpp"
#include "network/draw/sampler.hpp"
#include "network/draw/tiles.hpp"
#include "network/space/means.hpp"

namespace callosum {

namespace {

/// Returns a number that all n targets stay below except with probability 1e-12, by Chernoff's
/// bound for a sum of independent (or negatively dependent) yes-or-no draws of the given mean.
double tail_bound(double mean, double n_targets) {
    if (!(mean > 0)) { return 0; }
    const double exponent = math::log(1e12 * std::max(n_targets, 1.0));
    double low = mean;
    double high = 2 * mean + 2;
    while (deviance(high, mean) < exponent) { high *= 2; }
    while (high - low > 0.5) {
        const double x = 0.5 * (low + high);
        (deviance(x, mean) < exponent ? low : high) = x;
    }
    return std::ceil(high);
}

/// Expectations and bounds of the in-degrees of a projection.
struct Degree {
    double synapses = 0;  ///< expected number, all targets together
    double mean = 0;      ///< mean in-degree of the target that has the most
    double most = HUGE_VAL;
    bool fixed = false;  ///< every in-degree is `most` exactly
    bool uneven = false;
    bool with_chance = false;  ///< `most` is exceeded with probability 1e-12 at most
};

/// Bounds for rules in space. `mean` is an upper bound of what any target can expect.
Degree spatial_degree(const Description& description, const Projection& projection) {
    const Rule& rule = projection.rule;
    const auto& source = description.populations[projection.source];
    const auto& target = description.populations[projection.target];
    const Placed from{*source.positions, source.size};
    const Placed to{*target.positions, target.size};
    const auto sources = static_cast<double>(projection.source_slice.size());
    const auto targets = static_cast<double>(projection.target_slice.size());
    const auto degree = static_cast<double>(rule.degree);
    const double once = rule.allow_multapses ? HUGE_VAL : sources;
    if (rule.kind == RuleKind::fixed_indegree) { return {degree * targets, degree, degree, true}; }
    if (rule.kind == RuleKind::fixed_outdegree) {
        // The bound counts sources in reach, as if each of them chose one target alone.
        SpatialRule reach{rule.space->mask, Expression(1.0), 1};
        const double in_reach = tail_bound(
            kernel_means(reach, from, to, false).most * static_cast<double>(source.size), targets);
        const double each = rule.allow_multapses ? degree : 1.0;
        return {degree * sources, HUGE_VAL, std::min({in_reach * each, degree * sources, once}),
                true, true};
    }
    // Sources of a slice may be crowded in one place, but no target has more than from all sources.
    const KernelMeans seen = kernel_means(*rule.space, from, to, false);
    const double passes = rule.space->passes;
    const double mean = passes * rule.p * seen.most * static_cast<double>(source.size);
    const Gap all = reachable(*rule.space, source.positions->extent);
    const double highest = rule.p * most_of(*rule.space, all);
    const bool poisson = rule.kind == RuleKind::pairwise_poisson;
    // The contribution of a source depends on its position in the same way in all passes; a neuron
    // is at distance 0 of itself.
    const double each = poisson ? highest : passes;
    const bool itself = rule.allow_autapses && projection.source == projection.target;
    double most = each * (tail_bound(each > 0 ? mean / each : 0, targets) + (itself ? 1 : 0));
    if (poisson) { most = tail_bound(most, targets); }
    return {passes * rule.p * seen.pair * sources * targets,
            mean,
            poisson ? most : std::min(most, passes * sources),
            false,
            true,
            true};
}

Degree degree_of(const Projection& projection, const Area& area) {
    const Rule& rule = projection.rule;
    const auto sources = static_cast<double>(area.n_sources());
    const auto targets = static_cast<double>(area.n_targets());
    const auto cells = static_cast<double>(area.cells(area.all_sources(), area.all_targets()));
    const auto degree = static_cast<double>(rule.degree);
    const bool excludes_self = cells < sources * targets;
    // Without multapses a target has at most one synapse from each source.
    const double once = rule.allow_multapses ? HUGE_VAL : sources;
    switch (rule.kind) {
        case RuleKind::one_to_one: {
            const bool all_self = area.skip_diagonal && area.sources.first == area.targets.first;
            const double n = all_self ? 0 : std::min(sources, targets);
            return {n, 1, all_self ? 0.0 : 1.0, true};
        }
        case RuleKind::all_to_all: {
            const bool each = cells <= sources * targets - targets;
            return {cells, sources, each ? sources - 1 : sources, true};
        }
        case RuleKind::fixed_indegree:
            return {degree * targets, degree, degree, true};
        case RuleKind::fixed_outdegree: {
            const double others = std::max(targets - (excludes_self ? 1 : 0), 1.0);
            return {degree * sources, degree * sources / others, std::min(degree * sources, once)};
        }
        case RuleKind::fixed_total_number:
            return {degree, cells > 0 ? degree * sources / cells : 0, std::min(degree, once)};
        case RuleKind::pairwise_bernoulli:
            return {rule.p * cells, rule.p * sources, sources};
        case RuleKind::pairwise_poisson:
            return {rule.p * cells, rule.p * sources};
        case RuleKind::symmetric_pairwise_bernoulli:
            return {rule.p * sources * (sources - 1), rule.p * (sources - 1), sources - 1};
        case RuleKind::explicit_list:
            return {static_cast<double>(rule.edges->size()), 0,
                    static_cast<double>(rule.edges->max_indegree()), true};
    }
    return {};
}

}  // namespace

double ProjectionBounds::room_for(double n, double n_all) const {
    const double most = n * static_cast<double>(max_indegree);
    return uneven ? std::min(most, max_synapses) : expected_synapses * n / n_all;
}

namespace {

ProjectionBounds drawn_bounds(const Description& description, std::size_t index) {
    const Projection& projection = description.projections[index];
    const Rule& rule = projection.rule;
    const Area area(projection, !rule.allow_autapses);
    const Degree degree =
        rule.space ? spatial_degree(description, projection) : degree_of(projection, area);

    ProjectionBounds result;
    result.expected_synapses = degree.synapses;
    result.uneven = degree.uneven || rule.kind == RuleKind::explicit_list;
    if (degree.fixed) { result.max_synapses = degree.synapses; }
    const double tail = degree.fixed || degree.with_chance
                            ? degree.most
                            : tail_bound(degree.mean, static_cast<double>(area.n_targets()));
    result.max_indegree = static_cast<std::uint64_t>(std::min(tail, degree.most));
    if (rule.kind == RuleKind::explicit_list) {
        result.max_abs_weight = rule.edges->max_abs_weight();
        result.min_delay = delay_steps(rule.edges->min_delay_ms(), description.dt_ms);
        result.max_delay = delay_steps(rule.edges->max_delay_ms(), description.dt_ms);
        // A list states no signs, so both are possible.
        result.positive = result.negative = result.max_abs_weight > 0;
        return result;
    }
    result.max_abs_weight = projection.weight.largest_abs();
    result.min_delay = delay_steps(projection.delay.smallest(), description.dt_ms);
    result.max_delay = delay_steps(projection.delay.largest(), description.dt_ms);
    result.positive = projection.weight.largest() > 0;
    result.negative = projection.weight.smallest() < 0;
    return result;
}

}  // namespace

ProjectionBounds bounds(const Description& description, std::size_t index) {
    ProjectionBounds result = drawn_bounds(description, index);
    if (const auto& board = description.projections[index].board) {
        result.max_abs_weight =
            std::min(std::round(result.max_abs_weight),
                     std::max(std::abs(board->weight_low), std::abs(board->weight_high)));
        result.min_delay = board->delay(result.min_delay);
        result.max_delay = board->delay(result.max_delay);
    }
    return result;
}

}  // namespace callosum
