// How long does one synaptic event take, and what does a synapse weigh? Per format, on a network whose
// synapses (about 40 million) are far larger than the caches, with as many synapses per (source, delay)
// as the microcircuit has on two threads; beside it the ceilings of adding and of streaming.
#include "static_events.hpp"

using namespace callosum;

namespace {

void measure(WeightStorage storage, double weight_std) {
    bench::StaticEvents events(bench::static_network(storage, weight_std, 20000));
    constexpr int steps = 2000;
    const double seconds = bench::median_seconds(5, [&] { events.seconds(steps); });
    std::printf("%-22s %10.3f ns/event %8.2f bytes/synapse\n",
                storage_name(events.format()).c_str(),
                seconds * 1e9 / (steps * bench::StaticEvents::events_per_step()),
                events.bytes_per_synapse());
}

}  // namespace

int main() {
    const double bandwidth = bench::streaming_bandwidth();
    std::printf(
        "ceilings, one thread: streaming %.1f GB/s, so %.3f ns for 4 bytes; adding %.3f ns\n",
        bandwidth * 1e-9, 4e9 / bandwidth, bench::add_ceiling_ns(bench::row_neurons));
    measure(WeightStorage::compact, 8.78);
    measure(WeightStorage::exact, 0);
    measure(WeightStorage::exact, 8.78);
}
