#include "network/describe/scale_space.hpp"

#include <cmath>

#include "network/space/means.hpp"

namespace callosum {

double size_factor(const Population& population, const Scale& scale) {
    double factor = scale.size;
    if (!population.positions) { return factor; }
    for (std::size_t axis = 0; axis < population.positions->extent.dims; ++axis) {
        factor *= scale.extent;
    }
    return factor;
}

void scale_positions(Population& population, const Scale& scale, std::vector<Problem>& problems) {
    if (!population.positions) { return; }
    Positions& positions = *population.positions;
    if (positions.kind != Placement::free && (scale.size != 1 || scale.extent != 1)) {
        problems.push_back({"populations." + population.name + ".positions",
                            "of a grid or file cannot be scaled in size or extent"});
    }
    if (scale.extent == 1) { return; }
    for (std::size_t axis = 0; axis < positions.extent.dims; ++axis) {
        auto& low = positions.extent.low[axis];
        auto& size = positions.extent.size[axis];
        const double centre = low + 0.5 * size;
        size *= scale.extent;
        low = centre - 0.5 * size;
    }
}

void repeat_passes(const Description& description, Projection& projection) {
    Rule& rule = projection.rule;
    if (rule.kind != RuleKind::pairwise_bernoulli || !rule.allow_multapses) { return; }
    if (projection.source >= description.populations.size()) { return; }
    const auto& positions = description.populations[projection.source].positions;
    if (!positions) { return; }
    const double most = rule.p * most_of(*rule.space, reachable(*rule.space, positions->extent));
    constexpr double absurd = 1e6;  // the check says what is wrong
    if (!(most > 1) || !(most < absurd)) { return; }
    const double more = std::ceil(most);
    rule.space->passes *= static_cast<std::uint32_t>(more);
    rule.p /= more;
}

}  // namespace callosum
