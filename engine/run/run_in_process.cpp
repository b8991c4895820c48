#include "engine/run/run_in_process.hpp"

#include "engine/exchange/communicator.hpp"
#include "engine/run/simulation.hpp"

namespace callosum {

RunResult run_in_process(Description description, SpikeSink& sink, int threads) {
    description.spikes.clear();
    for (std::size_t p = 0; p < description.populations.size(); ++p) {
        description.spikes.push_back({p, {{0, description.populations[p].size}}});
    }
    return run_recorded(description, sink, threads);
}

RunResult run_recorded(const Description& description, SpikeSink& sink, int threads) {
    const auto communicator = make_solo_communicator();
    RunOptions options;
    options.threads = threads;
    options.spikes = &sink;
    Simulation simulation(description, *communicator, options);
    return simulation.run();
}

}  // namespace callosum
