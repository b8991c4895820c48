#include <algorithm>
#include <cstdio>
#include <iostream>

#include "engine/base/clock.hpp"
#include "engine/callosum.hpp"
#include "engine/forecast/dry_run.hpp"
#include "engine/program/program.hpp"
#include "engine/program/rate_choice.hpp"
#include "engine/run/team.hpp"
#include "io/experiment/experiment.hpp"
#include "io/record/run_json.hpp"

namespace callosum::program {
namespace {

void print_result(const RunResult& result, int rank) {
    const auto windows = static_cast<double>(std::max<std::uint64_t>(1, result.traffic.windows));
    const auto& partition = result.partition;
    std::printf("Rank %d of %d, %d thread%s, partition %s (%s)\n", rank, result.ranks,
                result.threads, result.threads == 1 ? "" : "s", partition.kind.c_str(),
                partition.why.c_str());
    std::printf("%.0f of %llu neurons, %llu synapses, built in %.2f s\n", partition.neurons.sum,
                static_cast<unsigned long long>(result.neurons),
                static_cast<unsigned long long>(result.synapses), result.build_seconds);
    const auto synapses = static_cast<double>(std::max<std::uint64_t>(1, result.synapses));
    std::printf("Memory: %.4g GB at most; %.2f bytes per synapse, index included\n",
                static_cast<double>(result.peak_rss_bytes) * 1e-9,
                static_cast<double>(result.synapse_bytes) / synapses);
    const auto& traffic = result.traffic;
    std::printf(
        "Receives from %.0f neurons of other ranks, exchanges with %.0f ranks, every %.2f steps on "
        "average\n",
        traffic.halo.sum, traffic.destinations.sum, traffic.steps_between_parcels.sum);
    std::printf(
        "In a window of %llu steps: %.4g packets, %.4g copies of spikes and %.4g bytes sent, %.4g "
        "bytes received\n",
        static_cast<unsigned long long>(result.exchange_window_steps),
        traffic.parcels.sum / windows, traffic.spikes_sent.sum / windows,
        traffic.bytes_sent.sum / windows, traffic.bytes_received.sum / windows);
    std::printf("Time per window, us:");
    for (const auto& phase : result.stages) {
        std::printf(" %s %.4g", phase.name.c_str(), phase.mean / windows * 1e6);
    }
    std::printf("\n(exchange: time to make up the spikes of the other ranks)\n");
}

}  // namespace

int dry_run(const CommandLine& line) {
    RunOptions options;
    options.start = Clock::now();
    options.threads = line.threads.value_or(Team::allowed_cores());
    const auto experiment = read_experiment_file(line.input, line.sets);
    const auto& description = experiment.description;
    const auto result =
        run_dry({description, line.rank, line.ranks, rates_for(line, description)}, options);
    if (line.json) {
        std::cout << run_json(result, experiment.resolved, versions());
    } else {
        print_result(result, line.rank);
    }
    return 0;
}

}  // namespace callosum::program
