#include <cmath>

#include "network/describe/check.hpp"
#include "network/space/displacement.hpp"
#include "network/space/means.hpp"

namespace callosum::check {

namespace {

/// Both ends lie in one extent; says what is wrong where they do not.
bool placed(const Findings& findings, const std::string& where, const Projection& projection,
            const std::string& what) {
    const auto& source = findings.description.populations[projection.source];
    const auto& target = findings.description.populations[projection.target];
    bool good = true;
    for (const auto* end : {&source, &target}) {
        if (!end->positions) {
            findings.add(where, what + " needs the places of both ends; population '" + end->name +
                                    "' has no \"positions\"");
            good = false;
        }
        if (end == &target || projection.source == projection.target) { break; }
    }
    if (!good) { return false; }
    const Extent& from = source.positions->extent;
    const Extent& to = target.positions->extent;
    const auto differ = [&](const std::string& in) {
        findings.add(where, what + " needs one extent for both ends; '" + source.name + "' and '" +
                                target.name + "' differ in " + in);
    };
    if (from.dims != to.dims) {
        differ("their number of dimensions: " + std::to_string(from.dims) + " and " +
               std::to_string(to.dims));
    } else if (from.periodic != to.periodic) {
        differ("\"periodic\"");
    } else if (from != to) {
        differ("size or centre");
    }
    return from == to;
}

void formula_of_distance(const Findings& findings, const std::string& where,
                         const Projection& projection, const ByDistance& value) {
    if (auto wrong = fault(value.noise); !wrong.empty()) {
        findings.add(where + ".noise", "the distribution's " + wrong);
    }
    if (value.min > value.max) {
        findings.add(where, "min " + to_text(value.min) + " is above max " + to_text(value.max));
    }
    if (value.mean.uses_direction()) {
        findings.add(where, "'" + value.mean.text() +
                                "' may depend on the distance x alone, not on dx, dy or dz");
    }
    placed(findings, where, projection, "a value by distance");
}

/// Sizes of a mask; true if it is one.
bool mask_sizes(const Findings& findings, const std::string& where, const SpatialMask& mask) {
    using Shape = SpatialMask::Shape;
    bool good = true;
    const auto positive = [&](const char* name, double value, bool or_zero = false) {
        const Range range{0, unbounded, !or_zero, "µm"};
        if (inside(value, range)) { return; }
        findings.add(where + "." + name, "is " + to_text(value) + ", " + to_text(range));
        good = false;
    };
    switch (mask.shape) {
        case Shape::circular:
        case Shape::spherical:
            positive("radius", mask.radius);
            break;
        case Shape::doughnut:
            positive("inner_radius", mask.inner_radius, true);
            positive("outer_radius", mask.radius);
            if (good && mask.inner_radius >= mask.radius) {
                findings.add(where + ".inner_radius", "is " + to_text(mask.inner_radius) +
                                                          ", must be below outer_radius (" +
                                                          to_text(mask.radius) + " µm)");
                good = false;
            }
            break;
        case Shape::elliptical:
            positive("major_axis", mask.major_axis);
            positive("minor_axis", mask.minor_axis);
            break;
        case Shape::rectangular:
        case Shape::box:
            for (std::size_t axis = 0; axis < mask.dims(); ++axis) {
                if (mask.lower_left[axis] < mask.upper_right[axis]) { continue; }
                findings.add(where + ".lower_left[" + std::to_string(axis) + "]",
                             "is " + to_text(mask.lower_left[axis]) +
                                 ", must be below upper_right (" + to_text(mask.upper_right[axis]) +
                                 " µm)");
                good = false;
            }
            break;
    }
    return good;
}

bool mask(const Findings& findings, const std::string& where, const SpatialMask& mask,
          const Extent& extent) {
    bool good = mask_sizes(findings, where, mask);
    if (mask.dims() != extent.dims) {
        findings.add(where,
                     "has " + std::to_string(mask.dims()) + " dimensions, the populations have " +
                         std::to_string(extent.dims) + "; use " +
                         (extent.dims == 3 ? "spherical or box"
                                           : "circular, rectangular, elliptical or doughnut"));
        return false;
    }
    if (!good || !extent.periodic) { return good; }
    const Gap reach = mask.reach();
    for (std::size_t axis = 0; axis < extent.dims; ++axis) {
        const double farthest = std::max(-reach.low[axis], reach.high[axis]);
        const double half = 0.5 * extent.size[axis];
        if (farthest <= half * (1 + 1e-12)) { continue; }
        findings.add(where, "reaches " + to_text(farthest) + " µm along axis " +
                                std::to_string(axis) + ", but edges meet after " +
                                to_text(extent.size[axis]) + " µm: at most half of that, " +
                                to_text(half) + " µm, is possible; widen the extent");
        good = false;
    }
    return good;
}

/// Goes over a lattice of the displacements in reach, sixteen at a time, its middle and ends included.
template <class Visit>
void over_lattice(const Gap& reach, std::size_t dims, const Visit& visit) {
    const std::size_t n = dims == 2 ? 129 : 33;
    const auto last = static_cast<double>(n - 1);
    std::size_t total = 1;
    for (std::size_t axis = 0; axis < dims; ++axis) { total *= n; }
    for (std::size_t first = 0; first < total; first += Expression::width) {
        Expression::Variables at;
        for (std::size_t i = 0; i < Expression::width; ++i) {
            std::size_t rest = std::min(first + i, total - 1);
            Point d{};
            for (std::size_t axis = 0; axis < dims; ++axis, rest /= n) {
                // Weighted ends, so that the middle of a symmetric reach is exactly 0.
                const auto k = static_cast<double>(rest % n);
                d[axis] = (reach.low[axis] * (last - k) + reach.high[axis] * k) / last;
                at.d[axis][i] = d[axis];
            }
            at.x[i] = length(d);
        }
        visit(at);
    }
}

/// Where the kernel is farthest from what it must be.
void kernel(const Findings& findings, const std::string& where, const Rule& rule,
            const Extent& extent) {
    const SpatialRule& space = *rule.space;
    const Gap reach = reachable(space, extent);
    const bool sure = rule.kind == RuleKind::pairwise_bernoulli;
    const Range range{0, sure ? 1.0 : unbounded};
    const MaskTest inside_mask(space.mask.value_or(SpatialMask{}));
    double worst = 0;
    double value = 0;
    double distance = 0;
    over_lattice(reach, extent.dims, [&](const Expression::Variables& at) {
        Expression::Lanes values{};
        space.kernel.evaluate(at, values);
        const std::uint32_t within = space.mask ? inside_mask(at) : ~0U;
        for (std::size_t i = 0; i < values.size(); ++i) {
            const double found = rule.p * values[i];
            if (((within >> i) & 1U) == 0 || inside(found, range)) { continue; }
            const double beyond =
                std::isfinite(found) ? std::max(-found, found - range.high) : HUGE_VAL;
            if (!(beyond > worst)) { continue; }
            worst = beyond;
            value = found;
            distance = at.x[i];
        }
    });
    if (worst > 0) {
        findings.add(where, "'" + space.kernel.text() + "'" +
                                (rule.p != 1 ? " times " + to_text(rule.p) : "") + " is " +
                                to_text(value) + " at a distance of " + to_text(distance) +
                                " µm; a " + (sure ? "probability " : "weight ") + to_text(range) +
                                (value > 1 ? "; split it with \"passes\"" : ""));
    } else if (!sure && !std::isfinite(most_of(space, reach))) {
        findings.add(where, "'" + space.kernel.text() + "' may be without bound inside its mask");
    }
}

void passes(const Findings& findings, const std::string& where, const Rule& rule) {
    constexpr std::uint32_t most = 10000;
    const std::uint32_t found = rule.space->passes;
    if (found == 0 || found > most) {
        findings.add(where + ".passes", "is " + std::to_string(found) + ", must be in [1, " +
                                            std::to_string(most) + "]");
    } else if (found > 1 && rule.kind != RuleKind::pairwise_bernoulli) {
        findings.add(where + ".passes", "is for pairwise_bernoulli alone");
    } else if (found > 1 && !rule.allow_multapses) {
        findings.add(where + ".passes", "is " + std::to_string(found) +
                                            ": pairs may be connected more than once, but "
                                            "\"allow_multapses\" is false");
    }
}

}  // namespace

void values_by_distance(const Findings& findings, const std::string& where,
                        const Projection& projection) {
    if (projection.weight_by_distance) {
        formula_of_distance(findings, where + ".weight", projection,
                            *projection.weight_by_distance);
    }
    if (projection.delay_by_distance) {
        formula_of_distance(findings, where + ".delay", projection, *projection.delay_by_distance);
    }
}

void spatial_rule(const Findings& findings, const std::string& where,
                  const Projection& projection) {
    const Rule& rule = projection.rule;
    const std::string place = where + ".rule";
    passes(findings, place, rule);
    if (!placed(findings, place, projection, "a mask or kernel")) { return; }
    const Extent& extent = findings.description.populations[projection.source].positions->extent;
    for (std::size_t axis = 0; axis < extent.dims; ++axis) {
        if (!inside(extent.size[axis], {0, unbounded, true})) { return; }  // said before
    }
    if (rule.space->mask && !mask(findings, place + ".mask", *rule.space->mask, extent)) { return; }
    kernel(findings, place + ".kernel", rule, extent);
}

}  // namespace callosum::check
