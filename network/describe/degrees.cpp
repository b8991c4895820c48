#include "network/describe/degrees.hpp"

#include <algorithm>

namespace callosum {

std::uint64_t self_pairs(const Projection& projection) {
    if (projection.source != projection.target) { return 0; }
    const std::uint64_t first =
        std::max(projection.source_slice.first, projection.target_slice.first);
    const std::uint64_t last = std::min(projection.source_slice.last, projection.target_slice.last);
    return last > first ? last - first : 0;
}

double mean_indegree(const Projection& projection) {
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
        case RuleKind::symmetric_pairwise_bernoulli:
            return rule.p * (sources - removed);
        case RuleKind::explicit_list:
            return rule.edges ? static_cast<double>(rule.edges->size()) / targets : 0;
    }
    return 0;
}

}  // namespace callosum
