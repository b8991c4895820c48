#include <filesystem>

#include <gtest/gtest.h>
#include <unistd.h>

#include "engine/exchange/mpi.hpp"
#include "engine/run/simulation.hpp"
#include "io/hdf5/file.hpp"
#include "io/record/spike_writer.hpp"
#include "tests/mpi/networks.hpp"

namespace {

using namespace callosum;

struct Recorded {
    std::vector<double> times;
    std::vector<std::uint64_t> nodes;
    friend bool operator==(const Recorded&, const Recorded&) = default;
};

void barrier(const Communicator& communicator) {
    std::vector<std::uint64_t> none{0};
    communicator.reduce(std::span(none), Communicator::Reduce::sum);
}

std::vector<Recorded> merged(const Description& description, const std::string& folder) {
    (void)merge_spikes(folder);
    const auto file = hdf5::File::open(folder + "/spikes.h5");
    std::vector<Recorded> all;
    for (const auto& population : description.populations) {
        const std::string group = "/spikes/" + population.name;
        all.push_back({file.dataset(group + "/timestamps").read<double>(),
                       file.dataset(group + "/node_ids").read<std::uint64_t>()});
    }
    return all;
}

/// Simulates with part files, merges them on rank 0; rank 0 gets what stands in the file.
std::vector<Recorded> record(const Description& description, const Communicator& communicator,
                             const std::string& folder) {
    std::filesystem::create_directories(folder);
    PartSpikeSink sink(folder, {description.dt_ms, communicator.rank().value(), communicator.size(),
                                recorded_populations(description)});
    RunOptions options;
    options.threads = 2;
    options.sinks.spikes = &sink;
    (void)RankSimulation(description, communicator, options).run();
    sink.close();
    barrier(communicator);
    std::vector<Recorded> all;
    try {
        if (communicator.rank().value() == 0) { all = merged(description, folder); }
    } catch (const std::exception& error) {  // the others are waiting
        ADD_FAILURE() << error.what();
    }
    barrier(communicator);
    return all;
}

TEST(RecordsOfRanks, MergeIntoTheFileOfOneRank) {
    const auto communicator = make_mpi_communicator();
    const auto solo = make_solo_communicator();
    std::vector<std::uint64_t> id{static_cast<std::uint64_t>(getpid())};
    communicator->reduce(std::span(id), Communicator::Reduce::max);
    const auto root =
        std::filesystem::temp_directory_path() / ("callosum_records_" + std::to_string(id[0]));
    for (const auto& network : test::uneven_networks()) {
        SCOPED_TRACE(network.name);
        const auto description = test::describe_network(network.text);
        const auto own = root / ("alone_" + std::to_string(communicator->rank().value()));

        const auto expected = record(description, *solo, own / network.name);
        const auto found = record(description, *communicator, root / network.name);

        if (communicator->rank().value() == 0) { EXPECT_EQ(found, expected); }
    }
    barrier(*communicator);
    if (communicator->rank().value() == 0) { std::filesystem::remove_all(root); }
}

}  // namespace
