// How fast is an explicit list in HDF5 read and built, and how much of the file does each rank read? Writes
// lists of N edges (first argument, 10^7 unless given) in the folder of the second argument, once sorted by target
// and once in random order, and builds the network of 100 000 neurons that each describes. Start it alone or under
// mpirun, one thread per rank.
#include <filesystem>
#include <random>
#include <string>

#include "bench.hpp"
#include "engine/base/clock.hpp"
#include "engine/exchange/mpi.hpp"
#include "engine/run/simulation.hpp"
#include "io/hdf5/file.hpp"
#include "io/lists/edge_file.hpp"

using namespace callosum;

namespace {

constexpr std::uint64_t n_neurons = 100'000;

/// 16 bytes an edge, in slabs.
void write_list(const std::string& path, std::uint64_t n, bool sorted) {
    constexpr std::uint64_t slab = std::uint64_t{1} << 20;
    auto file = hdf5::File::create(path);
    auto source = file.create_extendable("/source", hdf5::Type::u32, {slab});
    auto target = file.create_extendable("/target", hdf5::Type::u32, {slab});
    auto weight = file.create_extendable("/weight", hdf5::Type::f32, {slab});
    auto delay = file.create_extendable("/delay", hdf5::Type::f32, {slab});
    std::mt19937_64 random(1);
    for (std::uint64_t first = 0; first < n; first += slab) {
        std::vector<std::uint32_t> sources, targets;
        std::vector<float> weights, delays;
        for (std::uint64_t k = first; k < std::min(n, first + slab); ++k) {
            const auto word = random();
            sources.push_back(static_cast<std::uint32_t>(word % n_neurons));
            targets.push_back(
                static_cast<std::uint32_t>(sorted ? k * n_neurons / n : (word >> 20U) % n_neurons));
            weights.push_back(0.5F + static_cast<float>(word >> 40U) * 0x1p-24F);
            delays.push_back(1.0F + 0.25F * static_cast<float>(word % 8));
        }
        source.append(std::span<const std::uint32_t>(sources));
        target.append(std::span<const std::uint32_t>(targets));
        weight.append(std::span<const float>(weights));
        delay.append(std::span<const float>(delays));
    }
    file.close();
}

void measure(const std::string& path, const Communicator& communicator, const char* order) {
    const auto start = Clock::now();
    Description description;
    description.populations.push_back(bench::neurons("n", n_neurons, "iaf_psc_exp"));
    Rule rule;
    rule.kind = RuleKind::explicit_list;
    EdgeBlocks part;
    rule.edges = open_edge_list(path, "", {communicator, &part});
    const double opened = seconds_since(start);
    description.duration_ms = description.dt_ms;
    description.projections.push_back(bench::projection(0, 0, rule));
    bench::complete(description);
    RunOptions options;
    options.start = start;
    options.held_edges.emplace(rule.edges.get(), std::move(part));
    const auto result = RankSimulation(description, communicator, std::move(options)).run();
    if (communicator.rank().value() != 0) { return; }
    const auto n = static_cast<double>(rule.edges->size());
    std::printf(
        "%s: read in %.2f s (%.3g edges/s), built in %.2f s (%.3g edges/s), %.2f GB at most\n",
        order, opened, n / opened, result.build_seconds, n / result.build_seconds,
        static_cast<double>(result.peak_rss_bytes) * 1e-9);
    for (const auto& note : result.notes) {
        if (note.starts_with("explicit list")) { std::printf("  %s\n", note.c_str()); }
    }
    std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
    const MpiSession mpi(&argc, &argv);
    const auto n = argc > 1 ? static_cast<std::uint64_t>(std::stod(argv[1])) : 10'000'000U;
    const std::filesystem::path folder =
        argc > 2 ? std::filesystem::path(argv[2]) : std::filesystem::temp_directory_path();
    const auto communicator = make_mpi_communicator();
    for (const bool sorted : {true, false}) {
        const auto path = (folder / "callosum_edge_list_bench.h5").string();
        if (mpi.rank() == 0) { write_list(path, n, sorted); }
        barrier(*communicator);
        measure(path, *communicator, sorted ? "sorted by target" : "in random order");
        barrier(*communicator);
        if (mpi.rank() == 0) { std::filesystem::remove(path); }
    }
}
