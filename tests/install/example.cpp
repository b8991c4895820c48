#include <cstdio>

#include "engine/callosum.hpp"

/// Counts spikes as they are recorded.
class Counter final : public callosum::SpikeSink {
  public:
    void write(std::span<const callosum::Spike> spikes) override { n += spikes.size(); }
    std::size_t n = 0;
};

/// example EXPERIMENT FOLDER
int main(int /*argc*/, char** argv) {
    const auto experiment = callosum::Experiment::from_file(argv[1], {"seed=7"});
    Counter counter;
    callosum::SimulationOptions options;
    options.threads = 2;
    options.folder = argv[2];         // for run.json, spikes.h5, ... as `callosum run` writes them
    options.sinks.spikes = &counter;  // and records in memory
    callosum::Simulation simulation(experiment, options);
    simulation.run_until_ms(20);  // a piece; any number of them gives the bits of one
    std::printf("%zu spikes in %g ms\n", counter.n, simulation.time_ms());
    const callosum::RunResult result = simulation.run();  // the rest
    for (const auto& population : result.populations) {
        std::printf("%s: %.1f spikes/s\n", population.name.c_str(), population.rate_hz);
    }
}
