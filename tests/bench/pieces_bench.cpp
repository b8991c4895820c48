// What does it cost to stop and go on? Runs an experiment as one piece, in pieces of 10 ms and step by step, and
// prints for each the real-time factor, the digests of spikes and weights, and a sum over all recorded spikes, traces and
// rates, which must be equal.
//
//   mpirun -n RANKS pieces_bench EXPERIMENT [THREADS] [DURATION_MS]
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>

#include "engine/exchange/mpi.hpp"
#include "engine/run/simulation.hpp"
#include "io/experiment/experiment.hpp"
#include "network/describe/check_and_number.hpp"
#include "tests/support/kept_records.hpp"

namespace {

using namespace callosum;

void run(const Description& description, const Communicator& communicator, int threads,
         std::int64_t length, const char* name) {
    test::RecordSums sums;
    RunOptions options;
    options.threads = threads;
    options.sinks = {&sums, &sums, &sums, nullptr};
    RankSimulation simulation(description, communicator, options);
    while (simulation.step() < simulation.last_step()) {
        simulation.run_until(std::min(simulation.last_step(), simulation.step() + length));
    }
    auto records = sums.sums();
    communicator.reduce(std::span<std::uint64_t>(records), Communicator::Reduce::sum);
    const auto result = simulation.result();
    if (communicator.rank().value() != 0) { return; }
    std::printf(
        "%d x %d %-10s factor %8.3f  spikes %016llx  weights %016llx  records %016llx (%llu "
        "spikes, %llu samples, %llu counted)\n",
        communicator.size(), threads, name, result.real_time_factor,
        static_cast<unsigned long long>(result.spike_digest),
        static_cast<unsigned long long>(result.weight_digest),
        static_cast<unsigned long long>(records[0]), static_cast<unsigned long long>(records[1]),
        static_cast<unsigned long long>(records[2]), static_cast<unsigned long long>(records[3]));
}

}  // namespace

int main(int argc, char** argv) {
    const MpiSession mpi(&argc, &argv);
    try {
        if (argc < 2) { throw ConfigError("pieces_bench", "name an experiment file"); }
        const std::filesystem::path path(argv[1]);
        const int threads = argc > 2 ? std::atoi(argv[2]) : 1;
        const auto text = read_experiment_text(path.string());
        auto description = read_experiment(text, path.string(),
                                           std::filesystem::absolute(path).parent_path().string())
                               .description;
        if (argc > 3) { description.duration_ms = std::atof(argv[3]); }
        description.traces = {{0, {{0, 20}}, {"V_m"}, 1.0}};
        description.rates = {{0, 1.0}};
        description.spikes.clear();
        for (std::size_t p = 0; p < description.populations.size(); ++p) {
            description.spikes.push_back({p, {{0, description.populations[p].size}}});
        }
        if (auto problems = check_and_number(description); !problems.empty()) {
            throw ConfigError(std::move(problems));
        }
        const auto communicator = make_mpi_communicator();
        const auto steps = description.steps(10);
        run(description, *communicator, threads, std::int64_t{1} << 40, "one piece");
        run(description, *communicator, threads, steps, "of 10 ms");
        run(description, *communicator, threads, 1, "steps");
    } catch (const std::exception& error) {
        std::fprintf(stderr, "pieces_bench: %s\n", error.what());
        mpi.abort(1);
    }
    return 0;
}
