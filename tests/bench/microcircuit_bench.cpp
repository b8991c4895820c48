// How fast is the whole engine on the cortical microcircuit? Build time, memory, real-time factor, ns per
// neuron step and per synaptic event with 1, 2, ... threads up to the cores, in both precisions; beside
// them what the machine could do: bytes of synapses against streaming, additions against adding in cache.
//   microcircuit_bench [EXPERIMENT] [DURATION_MS]     configs/microcircuit.json, 1000
#include <cstdlib>

#include "bench.hpp"
#include "engine/base/error.hpp"
#include "engine/run/simulation.hpp"
#include "io/experiment/experiment.hpp"

using namespace callosum;

namespace {

struct Ceilings {
    double bandwidth = bench::streaming_bandwidth();
    double add_ns = bench::add_ceiling_ns(38656);
};

double mean_seconds(const RunResult& result, const char* name) {
    for (const auto& phase : result.stages) {
        if (phase.name == name) { return phase.mean; }
    }
    return 0;
}

void measure(const Description& description, int threads, const Ceilings& ceilings) {
    const auto solo = make_solo_communicator();
    RunOptions options;
    options.threads = threads;
    const auto result = RankSimulation(description, *solo, options).run();
    const double events = static_cast<double>(result.synaptic_events);
    const double steps = static_cast<double>(result.neurons) *
                         static_cast<double>(description.steps(description.duration_ms));
    const double per_event = mean_seconds(result, "deliver") * threads * 1e9 / events;
    const double stream_ns = 4e9 / ceilings.bandwidth;
    std::printf(
        "%-7s %2d threads: real-time factor %.3f; build %.2f s; %.3f ns/neuron step; %.3f ns/event "
        "(%.0f %% of streaming 4 bytes, %.0f %% of adding)\n",
        description.precision == Precision::single ? "single" : "double", threads,
        result.real_time_factor, result.build_seconds,
        mean_seconds(result, "update") * threads * 1e9 / steps, per_event,
        100 * stream_ns / per_event, 100 * ceilings.add_ns / per_event);
}

int run(int argc, char** argv) {
    const std::string path = argc > 1 ? argv[1] : CALLOSUM_SOURCE_DIR "/configs/microcircuit.json";
    const std::string duration = argc > 2 ? argv[2] : "1000";
    const Ceilings ceilings;
    std::printf("ceilings, one thread: streaming %.1f GB/s; adding into a row in L2 %.3f ns\n",
                ceilings.bandwidth * 1e-9, ceilings.add_ns);
    for (const char* precision : {"double", "single"}) {
        const auto experiment = read_experiment_file(
            path, {std::string("precision=") + precision, "duration=" + duration, "record={}"});
        for (int threads = 1; threads <= Team::allowed_cores(); threads *= 2) {
            measure(experiment.description, threads, ceilings);
        }
    }
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    try {
        return run(argc, argv);
    } catch (const Error& error) {
        std::fprintf(stderr, "microcircuit_bench: %s\n", error.what());
        return error.exit_code;
    }
}
