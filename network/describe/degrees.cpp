#include "network/describe/degrees.hpp"

#include <algorithm>

#include "network/space/means.hpp"

namespace callosum {

std::uint64_t self_pairs(const Projection& projection) {
    if (projection.source != projection.target) { return 0; }
    const std::uint64_t first =
        std::max(projection.source_slice.first, projection.target_slice.first);
    const std::uint64_t last = std::min(projection.source_slice.last, projection.target_slice.last);
    return last > first ? last - first : 0;
}

namespace {

double spatial_indegree(const Description& description, const Projection& projection) {
    const auto& source = description.populations[projection.source];
    const auto& target = description.populations[projection.target];
    if (!source.positions || !target.positions) { return 0; }  // the check says so
    const KernelMeans means = kernel_means(*projection.rule.space, {*source.positions, source.size},
                                           {*target.positions, target.size}, false);
    return projection.rule.space->passes * projection.rule.p * means.pair *
           static_cast<double>(projection.source_slice.size());
}

}  // namespace

double mean_indegree(const Description& description, const Projection& projection) {
    const auto& rule = projection.rule;
    const auto sources = static_cast<double>(projection.source_slice.size());
    const auto targets = static_cast<double>(projection.target_slice.size());
    if (targets == 0) { return 0; }
    const double removed =
        rule.allow_autapses ? 0 : static_cast<double>(self_pairs(projection)) / targets;
    const auto degree = static_cast<double>(rule.degree);
    switch (rule.kind) {
        case RuleKind::one_to_one:
            return 1;
        case RuleKind::all_to_all:
            return sources - removed;
        case RuleKind::fixed_indegree:
            return degree;
        case RuleKind::fixed_outdegree:
            return degree * sources / targets;
        case RuleKind::fixed_total_number:
            return degree / targets;
        case RuleKind::pairwise_bernoulli:
        case RuleKind::pairwise_poisson:
            if (rule.space) { return spatial_indegree(description, projection); }
            return rule.p * (sources - removed);
        case RuleKind::symmetric_pairwise_bernoulli:
            return rule.p * (sources - removed);
        case RuleKind::explicit_list:
            return rule.edges ? static_cast<double>(rule.edges->size()) / targets : 0;
    }
    return 0;
}

}  // namespace callosum
