#include "engine/program/run_in_process.hpp"

#include <utility>

#include "engine/exchange/communicator.hpp"
#include "engine/forecast/build_admitted.hpp"

namespace callosum::program {

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
    options.sinks.spikes = &sink;
    return build_admitted(description, *communicator, std::move(options)).run();
}

}  // namespace callosum::program
