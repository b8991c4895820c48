// What does one window cost beside the work in it? Started alone: microseconds in which 1, 2, 4, ... 64
// threads of a rank wait for each other, found with the engine's own loop on a network that has next to
// nothing to do (16 neurons a thread, windows of one step); beyond the cores they must yield to each other.
// Started under mpirun: microseconds per window for parcels of different sizes between all pairs of ranks,
// beside the time in which memory could be copied.
#include "bench.hpp"
#include "engine/exchange/mpi.hpp"
#include "engine/run/simulation.hpp"

using namespace callosum;

namespace {

struct PerWindow {
    double us = 0, waiting_us = 0;
    std::string where;
};

PerWindow run_windows(int threads, int windows) {
    Description description;
    description.duration_ms = windows * description.dt_ms;
    description.populations.push_back(
        bench::neurons("n", 16 * static_cast<std::uint64_t>(threads), "iaf_psc_exp"));
    Rule rule;
    rule.kind = RuleKind::one_to_one;
    auto own = bench::projection(0, 0, rule);
    own.delay = Distribution::constant(description.dt_ms);
    description.projections.push_back(own);
    bench::complete(description);
    const auto solo = make_solo_communicator();
    RunOptions options;
    options.threads = threads;
    const auto result = RankSimulation(description, *solo, options).run();
    PerWindow found{result.run_seconds * 1e6 / windows, 0, result.notes.front()};
    for (const auto& phase : result.stages) {
        if (phase.name == "wait") { found.waiting_us = phase.mean * 1e6 / windows; }
    }
    return found;
}

void measure_threads() {
    double alone = 0;
    for (int threads = 1; threads <= 64; threads *= 2) {
        // As many windows as fit into half a second; the best of three, as others may be at work.
        const double first = run_windows(threads, 20).us;
        const int windows = std::clamp(static_cast<int>(0.5e6 / first), 20, 50000);
        PerWindow best = run_windows(threads, windows);
        for (int i = 0; i < 2; ++i) {
            const auto again = run_windows(threads, windows);
            if (again.us < best.us) { best = again; }
        }
        if (threads == 1) { alone = best.us; }
        std::printf(
            "%2d threads: %9.2f us per window, %9.2f more than one thread, %9.2f waiting (%s)\n",
            threads, best.us, best.us - alone, best.waiting_us, best.where.c_str());
        std::fflush(stdout);
    }
}

}  // namespace

int main(int argc, char** argv) {
    const MpiSession mpi(&argc, &argv);
    if (mpi.size() == 1) {
        measure_threads();
        return 0;
    }
    const auto communicator = make_mpi_communicator();
    std::vector<RankId> others;
    for (int rank = 0; rank < mpi.size(); ++rank) {
        if (rank != mpi.rank()) { others.push_back(RankId(rank)); }
    }
    const auto exchange = communicator->neighbours(others, others);
    const double bandwidth = mpi.rank() == 0 ? bench::streaming_bandwidth() : 0;
    if (mpi.rank() == 0) {
        std::printf("%d ranks; streaming %.1f GB/s\n", mpi.size(), bandwidth * 1e-9);
    }
    for (const std::size_t words : {1U, 16U, 256U, 4096U, 65536U}) {
        std::vector<SpikePacket> parcels;
        for (const RankId rank : others) {
            parcels.push_back({rank, std::vector<std::uint32_t>(words)});
        }
        barrier(*communicator);
        constexpr int windows = 2000;
        const double seconds = bench::median_seconds(5, [&] {
            for (int i = 0; i < windows; ++i) {
                exchange->start(parcels);
                while (!exchange->finished()) {}
            }
        });
        if (mpi.rank() == 0) {
            std::printf("%6zu spikes to each: %9.2f us per window (copying alone %.2f us)\n", words,
                        seconds * 1e6 / windows,
                        static_cast<double>(words * sizeof(std::uint32_t) * others.size()) * 1e6 /
                            bandwidth);
        }
    }
}
