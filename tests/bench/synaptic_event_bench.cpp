// How long does one synaptic event take, and what does a synapse weigh? Per format, on a network whose
// synapses (about 40 million) are far larger than the caches, with as many synapses per (source, delay)
// as the microcircuit has on two threads; beside it the ceilings of adding and of streaming.
#include "bench.hpp"
#include "engine/synapses/delivery.hpp"

using namespace callosum;

namespace {

void measure(WeightStorage storage, double weight_std) {
    Description description;
    description.duration_ms = 100;
    description.weights = storage;
    description.populations.push_back(bench::neurons("s", 20000, "iaf_psc_exp"));
    description.populations.push_back(bench::neurons("t", 38656, "iaf_psc_exp"));
    Rule rule;
    rule.kind = RuleKind::fixed_total_number;
    rule.degree = 40'000'000;
    auto own = bench::projection(0, 1, rule);
    own.weight = {Distribution::Kind::normal, 87.8, weight_std, 0};
    if (weight_std == 0) { own.weight = Distribution::constant(87.8); }
    own.delay = {Distribution::Kind::normal, 1.5, 0.75, 0.05};
    description.projections.push_back(own);
    bench::complete(description);

    const auto plan = plan_fixed_point(description);
    const std::vector<NeuronRange> ranges{{1, 0, 38656}};
    const auto layout = lay_out_rows(plan, ranges);
    const auto store = build_synapses(description, plan, ranges, layout);
    SourceList known;
    for (std::uint64_t gid = 0; gid < 20000; ++gid) { known.add(Gid(gid)); }
    Delivery delivery(store, known, plan.max_delay + 1);
    InputRows rows{Column<std::int32_t>(layout.n_narrow), Column<std::int64_t>(layout.n_wide)};

    std::uint64_t events = 0;
    std::uint64_t state = 7;
    std::int64_t step = 0;
    constexpr int steps = 2000;
    const double seconds = bench::median_seconds(5, [&] {
        events = 0;
        for (int i = 0; i < steps; ++i) {
            ++step;
            delivery.drain(step, rows);
            for (int spike = 0; spike < 25; ++spike) {
                state = state * 6364136223846793005ULL + 1442695040888963407ULL;
                events += delivery.enter(HeardId((state >> 33U) % 20000), step);
            }
        }
    });
    std::printf("%-22s %10.3f ns/event %8.2f bytes/synapse\n",
                storage_name(plan.projections[0].format).c_str(),
                seconds * 1e9 / static_cast<double>(events),
                static_cast<double>(store.bytes()) / static_cast<double>(store.n_synapses));
}

}  // namespace

int main() {
    const double bandwidth = bench::streaming_bandwidth();
    std::printf(
        "ceilings, one thread: streaming %.1f GB/s, so %.3f ns for 4 bytes; adding %.3f ns\n",
        bandwidth * 1e-9, 4e9 / bandwidth, bench::add_ceiling_ns(38656));
    measure(WeightStorage::compact, 8.78);
    measure(WeightStorage::exact, 0);
    measure(WeightStorage::exact, 8.78);
}
