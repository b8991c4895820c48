// How fast is a network built on one thread? Synapses per second and bytes per synapse for rules that
// are drawn differently.
#include "bench.hpp"
#include "engine/synapses/synapse_store.hpp"

using namespace callosum;

namespace {

void measure(const char* name, Rule rule) {
    Description description;
    description.duration_ms = 100;
    description.weights = WeightStorage::compact;
    description.populations.push_back(bench::neurons("n", 20000, "iaf_psc_exp"));
    auto own = bench::projection(0, 0, std::move(rule));
    own.weight = {Distribution::Kind::normal, 87.8, 8.78, 0};
    own.delay = {Distribution::Kind::normal, 1.5, 0.75, 0.05};
    if (own.rule.space) {
        Positions sheet;
        sheet.extent = {2, {}, {1000, 1000, 0}, true};
        description.populations[0].positions = sheet;
        own.delay_by_distance.emplace();
        own.delay_by_distance->mean = Expression("0.5+x/300");
    }
    description.projections.push_back(own);
    bench::complete(description);
    const auto plan = plan_fixed_point(description);
    const std::vector<NeuronRange> ranges{{0, 0, 20000}};
    const auto layout = lay_out_rows(plan, ranges);
    std::uint64_t synapses = 0;
    std::uint64_t bytes = 0;
    const double seconds = bench::median_seconds(3, [&] {
        const auto store = build_synapses(description, plan, ranges, layout);
        synapses = store.n_synapses;
        bytes = store.bytes();
    });
    std::printf("%-34s %8.1f M synapses %8.1f M/s %6.2f bytes/synapse\n", name,
                static_cast<double>(synapses) * 1e-6,
                static_cast<double>(synapses) * 1e-6 / seconds,
                static_cast<double>(bytes) / static_cast<double>(synapses));
}

Rule rule(RuleKind kind, std::uint64_t degree, double p, bool multapses) {
    Rule own;
    own.kind = kind;
    own.degree = degree;
    own.p = p;
    own.allow_multapses = multapses;
    return own;
}

/// One square millimetre, in-degree about 600.
Rule by_place(RuleKind kind, std::uint64_t degree) {
    Rule own = rule(kind, degree, 1, true);
    own.space.emplace();
    own.space->mask.emplace();
    own.space->mask->radius = 500;
    own.space->kernel = Expression("0.5*exp(-x/100)");
    return own;
}

}  // namespace

int main() {
    const double bandwidth = bench::streaming_bandwidth();
    std::printf("ceiling: streaming %.1f GB/s, so %.0f M synapses/s of 4 bytes\n", bandwidth * 1e-9,
                bandwidth / 4e6);
    measure("fixed_total_number", rule(RuleKind::fixed_total_number, 20'000'000, 0, true));
    measure("fixed_indegree", rule(RuleKind::fixed_indegree, 1000, 0, true));
    measure("fixed_indegree, no multapses", rule(RuleKind::fixed_indegree, 1000, 0, false));
    measure("fixed_outdegree", rule(RuleKind::fixed_outdegree, 1000, 0, true));
    measure("pairwise_bernoulli", rule(RuleKind::pairwise_bernoulli, 0, 0.05, true));
    measure("pairwise_bernoulli by place", by_place(RuleKind::pairwise_bernoulli, 0));
    measure("fixed_indegree by place", by_place(RuleKind::fixed_indegree, 100));
    measure("fixed_outdegree by place", by_place(RuleKind::fixed_outdegree, 100));
}
