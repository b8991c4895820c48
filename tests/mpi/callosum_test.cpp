#include "engine/callosum.hpp"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <unistd.h>

#include "engine/base/ranks.hpp"
#include "engine/exchange/mpi.hpp"
#include "tests/support/kept_records.hpp"

namespace {

using namespace callosum;
namespace fs = std::filesystem;

constexpr const char* text = R"({"seed": 3, "dt": 0.1, "duration": 40,
    "populations": {"E": {"size": 200, "model": "iaf_psc_exp"}, "I": {"size": 50, "model": "iaf_psc_exp"}},
    "projections": [{"source": "E", "target": "I", "weight": 90, "delay": 1.5,
                     "rule": {"type": "fixed_indegree", "indegree": 12}},
                    {"source": "I", "target": "E", "weight": -200, "delay": 0.8,
                     "rule": {"type": "pairwise_bernoulli", "p": 0.2}}],
    "stimuli": {"drive": {"model": "poisson_generator", "target": "E", "rate": 9000, "weight": 60}},
    "record": {"spikes": true}})";

TEST(Face, RanksOfTheWorldGiveTheSpikesOfOne) {
    const auto world = make_mpi_communicator();
    // One folder for all ranks, named by rank 0.
    const auto folder = fs::path(broadcast(
        *world,
        (fs::temp_directory_path() / ("callosum_face_" + std::to_string(getpid()))).string()));
    run_on_first(*world, [&] {
        fs::create_directories(folder);
        std::ofstream(folder / "experiment.json") << text;
    });
    const auto experiment =
        Experiment::from_file((folder / "experiment.json").string(), {"seed=4"}, RankGroup::world);
    const auto expected = Simulation(experiment).run();  // each rank by itself
    test::RecordSums sums;
    SimulationOptions options;
    options.ranks = RankGroup::world;
    options.threads = 2;
    options.folder = (folder / "out").string();
    options.sinks.spikes = &sums;
    Simulation simulation(experiment, options);
    EXPECT_EQ(simulation.rank(), world->rank().value());
    EXPECT_EQ(simulation.n_ranks(), world->size());
    simulation.run_until_ms(7.7);
    const auto result = simulation.run();

    EXPECT_EQ(result.spike_digest, expected.spike_digest);
    EXPECT_EQ(result.ranks, world->size());
    auto n = sums.sums()[1];
    world->reduce(std::span(&n, 1), Ranks::Reduce::sum);
    EXPECT_EQ(n, result.spikes);
    EXPECT_TRUE(fs::exists(folder / "out" / "run.json"));
    EXPECT_TRUE(fs::exists(folder / "out" / "spikes.h5"));
    barrier(*world);
    run_on_first(*world, [&] { fs::remove_all(folder); });
}

TEST(Face, ErrorsOfFilesAndFoldersComeUpOnAllRanks) {
    const auto world = make_mpi_communicator();
    EXPECT_THROW((void)Experiment::from_file("/nowhere/experiment.json", {}, RankGroup::world),
                 Error);
    SimulationOptions options;
    options.ranks = RankGroup::world;
    options.folder = "/proc/no/folder";
    EXPECT_THROW(Simulation(Experiment::from_text(text), options), Error);
}

TEST(Broadcast, GivesTheTextOfTheFirstRankToAll) {
    const auto world = make_mpi_communicator();
    for (const std::string& sent : {std::string(), std::string("x"), std::string(1001, 'y')}) {
        EXPECT_EQ(broadcast(*world, world->rank() == RankId(0) ? sent : "something else"), sent);
    }
    EXPECT_EQ(count(*world, world->rank() != RankId(0)), world->size() - 1);
}

}  // namespace
