#include <cmath>

#include "network/describe/check.hpp"
#include "network/describe/degrees.hpp"

namespace callosum::check {

namespace {

std::string count(std::uint64_t n, const char* what) { return std::to_string(n) + " " + what; }

/// A degree needs that many different partners where multapses are not allowed, and one otherwise.
void degree(const Findings& findings, const std::string& where, const Projection& projection,
            bool incoming) {
    const auto& rule = projection.rule;
    const std::uint64_t others =
        incoming ? projection.source_slice.size() : projection.target_slice.size();
    const bool loses_one = !rule.allow_autapses && self_pairs(projection) > 0;
    const std::uint64_t partners = others - (loses_one ? 1 : 0);
    const std::string place = where + ".rule." + (incoming ? "indegree" : "outdegree");
    const char* side = incoming ? "sources" : "targets";
    if (!rule.allow_multapses && rule.degree > partners) {
        findings.add(place, "is " + std::to_string(rule.degree) + ", but there are only " +
                                count(partners, side) +
                                " and \"allow_multapses\" is false; allow them or lower it");
    } else if (rule.degree > 0 && partners == 0) {
        findings.add(place, std::string("there are no ") + side +
                                " left, since \"allow_autapses\" is false");
    }
}

void total_number(const Findings& findings, const std::string& where,
                  const Projection& projection) {
    const auto& rule = projection.rule;
    // As doubles: the product of two sizes may not fit 64 bits; here only the order matters.
    const double pairs = static_cast<double>(projection.source_slice.size()) *
                             static_cast<double>(projection.target_slice.size()) -
                         (rule.allow_autapses ? 0 : static_cast<double>(self_pairs(projection)));
    const auto number = static_cast<double>(rule.degree);
    if (number > 0 && (pairs <= 0 || (!rule.allow_multapses && number > pairs))) {
        findings.add(where + ".rule.N", "is " + std::to_string(rule.degree) + ", but only " +
                                            to_text(pairs) + " pairs of neurons can be connected" +
                                            (rule.allow_multapses ? "" : " without multapses"));
    }
}

void probability(const Findings& findings, const std::string& where, const Rule& rule) {
    const bool poisson = rule.kind == RuleKind::pairwise_poisson;
    const Range range{0, poisson ? 1e6 : 1.0};
    if (!inside(rule.p, range)) {
        findings.add(where + ".rule.p", "is " + to_text(rule.p) + ", " + to_text(range));
    }
}

/// The first edge outside the slices, and the bounds of delays, of a list.
void edges(const Findings& findings, const std::string& where, const Projection& projection) {
    const auto& list = projection.rule.edges;
    if (!list) {
        findings.add(where + ".rule", "an explicit list needs \"edges\" or a \"file\"");
        return;
    }
    const auto& ends = list->bounds();
    const auto holds = [](const Slice& slice, const Slice& all) {
        return all.first >= slice.first && all.last <= slice.last;
    };
    const bool inside = holds(projection.source_slice, ends.sources) &&
                        holds(projection.target_slice, ends.targets);
    if (ends.n == 0 || (inside && ends.finite)) { return; }
    std::optional<std::uint64_t> bad;
    Edge found;
    const auto outside = [](const Slice& slice, std::uint64_t index) {
        return index < slice.first || index >= slice.last;
    };
    list->visit([&](const Edge* edge, std::size_t n, std::uint64_t first) {
        for (std::size_t e = 0; !bad && e < n; ++e) {
            if (outside(projection.source_slice, edge[e].source) ||
                outside(projection.target_slice, edge[e].target) ||
                !std::isfinite(edge[e].weight) || !std::isfinite(edge[e].delay_ms)) {
                bad = first + e;
                found = edge[e];
            }
        }
    });
    if (!bad) { return; }
    const auto range = [](const Slice& slice) {
        return "[" + std::to_string(slice.first) + ", " + std::to_string(slice.last) + ")";
    };
    findings.add(where + ".rule.edges[" + std::to_string(*bad) + "]",
                 "(from " + list->origin() + ") connects source " + std::to_string(found.source) +
                     " to target " + std::to_string(found.target) + " with weight " +
                     to_text(found.weight) + " and delay " + to_text(found.delay_ms) +
                     "; sources must be in " + range(projection.source_slice) + ", targets in " +
                     range(projection.target_slice) + ", numbers finite");
}

}  // namespace

void rule(const Findings& findings, const std::string& where, const Projection& projection) {
    if (projection.rule.space) { spatial_rule(findings, where, projection); }
    switch (projection.rule.kind) {
        case RuleKind::one_to_one:
            if (projection.source_slice.size() != projection.target_slice.size()) {
                findings.add(where + ".rule",
                             "one_to_one needs as many sources as targets, found " +
                                 count(projection.source_slice.size(), "sources and ") +
                                 count(projection.target_slice.size(), "targets"));
            }
            break;
        case RuleKind::all_to_all:
            break;
        case RuleKind::fixed_indegree:
            degree(findings, where, projection, true);
            break;
        case RuleKind::fixed_outdegree:
            degree(findings, where, projection, false);
            break;
        case RuleKind::fixed_total_number:
            total_number(findings, where, projection);
            break;
        case RuleKind::symmetric_pairwise_bernoulli:
            if (projection.source != projection.target ||
                projection.source_slice != projection.target_slice) {
                findings.add(where + ".rule",
                             "symmetric_pairwise_bernoulli connects the neurons of one population "
                             "(or slice) with each other; source and target differ");
            }
            probability(findings, where, projection.rule);
            break;
        case RuleKind::pairwise_bernoulli:
        case RuleKind::pairwise_poisson:
            if (projection.rule.space) { break; }
            probability(findings, where, projection.rule);
            break;
        case RuleKind::explicit_list:
            edges(findings, where, projection);
            break;
    }
}

}  // namespace callosum::check
