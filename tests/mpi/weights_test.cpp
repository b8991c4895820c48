#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <unistd.h>

#include "engine/exchange/mpi.hpp"
#include "engine/run/simulation.hpp"
#include "io/record/weight_writer.hpp"
#include "tests/mpi/networks.hpp"

namespace weights_test {
namespace {

using namespace callosum;

void barrier(const Communicator& communicator) {
    std::vector<std::uint64_t> none{0};
    communicator.reduce(std::span(none), Communicator::Reduce::sum);
}

/// Simulates with part files, merges them on rank 0; rank 0 gets the bytes of the file.
std::string record(const Description& description, const Communicator& communicator, int threads,
                   const std::string& folder) {
    std::filesystem::create_directories(folder);
    PartWeightSink sink(
        folder, weight_part_head(description, communicator.rank().value(), communicator.size()));
    RunOptions options;
    options.threads = threads;
    options.sinks.weights = &sink;
    (void)RankSimulation(description, communicator, options).run();
    sink.close();
    barrier(communicator);
    std::string bytes;
    try {
        if (communicator.rank().value() == 0) {
            (void)merge_weights(folder);
            std::ifstream file(folder + "/weights.h5", std::ios::binary);
            bytes.assign(std::istreambuf_iterator<char>(file), {});
        }
    } catch (const std::exception& error) {  // the others are waiting
        ADD_FAILURE() << error.what();
    }
    barrier(communicator);
    return bytes;
}

/// Ranks with none, one or many of the recorded neurons; several synapses of a pair.
std::vector<test::NamedNetwork> networks() {
    const auto of = [](const std::string& size, const std::string& weights) {
        return R"({"dt": 0.1, "duration": 40, "populations": {
            "A": {"size": )" +
               size + R"(, "model": "iaf_psc_exp"}, "B": {"size": 40, "model": "iaf_psc_alpha"}},
            "projections": [
                {"name": "AA", "source": "A", "target": "A", "synapse": "stdp_synapse",
                 "weight": 60, "rule": {"type": "fixed_indegree", "indegree": 9},
                 "delay": {"distribution": "uniform", "min": 0.5, "max": 2}},
                {"name": "AB", "source": "A", "target": "B", "rule": "all_to_all", "weight": 5,
                 "delay": 0.3, "synapse": {"model": "stdp_triplet_synapse", "Wmax": 20}}],
            "stimuli": {"drive": {"model": "poisson_generator", "target": "A", "rate": 9000,
                                  "weight": 60}},
            "record": {"weights": )" +
               weights + "}}";
    };
    const std::string all = R"([{"projection": "AA", "times": [0, 3.3, 40]},
                                {"projection": "AB", "interval": 0.7, "start": 1}])";
    return {{"several grains", of("131", all)},
            {"one neuron", of("1", all)},
            {"few recorded", of("100", R"([{"projection": "AB", "interval": 1,
                "source_indices": [0, 99], "target_indices": [39]}])")},
            {"single", of("100", all).insert(1, R"("precision": "single", )")}};
}

TEST(WeightsOfRanks, MergeIntoTheBytesOfOneRank) {
    const auto communicator = make_mpi_communicator();
    const auto solo = make_solo_communicator();
    std::vector<std::uint64_t> id{static_cast<std::uint64_t>(getpid())};
    communicator->reduce(std::span(id), Communicator::Reduce::max);
    const auto root =
        std::filesystem::temp_directory_path() / ("callosum_weights_" + std::to_string(id[0]));
    for (const auto& network : networks()) {
        SCOPED_TRACE(network.name);
        const auto description = test::describe_network(network.text);
        const auto own = root / ("alone_" + std::to_string(communicator->rank().value()));

        const auto expected = record(description, *solo, 1, own / network.name);
        const auto found = record(description, *communicator, 2, root / network.name);

        if (communicator->rank().value() == 0) {
            EXPECT_GT(expected.size(), 1000U);
            EXPECT_TRUE(found == expected);
        }
    }
    barrier(*communicator);
    if (communicator->rank().value() == 0) { std::filesystem::remove_all(root); }
}

}  // namespace
}  // namespace weights_test
