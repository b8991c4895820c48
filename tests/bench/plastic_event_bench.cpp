// How long does one plastic event take? A source's spike meets its synapses onto neurons that fire as often
// as it does, at 10 spikes/s, so that about one postsynaptic spike is new to each synapse. Dense: several
// sources with thousands of targets spike per step, as in hpc_benchmark; sparse: each source has a hundred.
// Weights (40 million synapses) are far larger than the caches.
//   plastic_event_bench [single]     both precisions, or single alone
#include "plastic_events.hpp"

using namespace callosum;

namespace {

void measure(const bench::PlasticRule& rule, Precision precision, std::uint64_t out_degree) {
    bench::PlasticEvents events(rule, precision, out_degree, 40'000'000);
    events.seconds(2500);  // so that most synapses have been visited before
    constexpr int steps = 200;
    std::vector<double> seconds;
    for (int run = 0; run < 7; ++run) { seconds.push_back(events.seconds(steps)); }
    std::printf("%-22s %-6s %5u targets %8.3f ns/event\n", rule.model.c_str(),
                precision == Precision::single ? "single" : "double",
                static_cast<unsigned>(out_degree),
                bench::median(seconds) * 1e9 / (steps * events.events_per_step()));
    std::fflush(stdout);
}

void measure_all(Precision precision) {
    measure(bench::hpc_rule(), precision, 4500);
    measure(bench::hpc_rule(), precision, 100);
    measure(bench::stdp_rule(1), precision, 4500);
    measure(bench::stdp_rule(0.4), precision, 4500);
}

}  // namespace

int main(int argc, char**) {
    measure_all(Precision::single);
    if (argc < 2) { measure_all(Precision::double_); }
}
