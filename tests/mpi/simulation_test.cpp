#include "engine/run/simulation.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "engine/exchange/mpi.hpp"
#include "tests/mpi/networks.hpp"

namespace {

using namespace callosum;

/// Keeps what the engine hands over.
class KeptSpikes final : public SpikeSink {
  public:
    void write(std::span<const Spike> spikes) override {
        all.insert(all.end(), spikes.begin(), spikes.end());
    }
    std::vector<Spike> all;
};

struct Run {
    RunResult result;
    std::vector<Spike> spikes;  ///< of this rank
};

Run run(const Description& description, const Communicator& communicator, int threads,
        ExchangeKind exchange = ExchangeKind::automatic) {
    KeptSpikes kept;
    RunOptions options;
    options.exchange = exchange;
    options.threads = threads;
    options.sinks.spikes = &kept;
    auto result = RankSimulation(description, communicator, options).run();
    return {std::move(result), std::move(kept.all)};
}

bool earlier(const Spike& a, const Spike& b) {
    return a.step != b.step ? a.step < b.step : a.gid < b.gid;
}

/// The spikes of all ranks on every rank, sorted.
std::vector<Spike> gather(const std::vector<Spike>& spikes, const Communicator& communicator) {
    std::vector<std::uint64_t> words;
    for (const auto& spike : spikes) {
        words.push_back(static_cast<std::uint64_t>(spike.step));
        words.push_back(spike.gid);
    }
    std::vector<SetupMessage> letters;
    for (int rank = 0; rank < communicator.size(); ++rank) {
        if (rank != communicator.rank().value()) { letters.push_back({RankId(rank), words}); }
    }
    std::vector<Spike> all = spikes;
    for (const auto& part : communicator.exchange(std::move(letters))) {
        for (std::size_t i = 0; i < part.words.size(); i += 2) {
            all.push_back({static_cast<std::int64_t>(part.words[i]), part.words[i + 1]});
        }
    }
    std::sort(all.begin(), all.end(), earlier);
    return all;
}

void expect_equal(const RunResult& found, const RunResult& expected) {
    EXPECT_EQ(found.spike_digest, expected.spike_digest);
    EXPECT_EQ(found.weight_digest, expected.weight_digest);
    for (std::size_t p = 0; p < expected.projections.size(); ++p) {
        const auto &own = found.projections.at(p), &other = expected.projections[p];
        EXPECT_EQ(std::tie(own.synapses, own.plastic, own.weight_mean, own.weight_sd,
                           own.weight_min, own.weight_max),
                  std::tie(other.synapses, other.plastic, other.weight_mean, other.weight_sd,
                           other.weight_min, other.weight_max));
    }
    EXPECT_EQ(found.spikes, expected.spikes);
    EXPECT_EQ(found.synapses, expected.synapses);
    EXPECT_EQ(found.synaptic_events, expected.synaptic_events);
    EXPECT_EQ(found.populations.size(), expected.populations.size());
    for (std::size_t p = 0; p < std::min(found.populations.size(), expected.populations.size());
         ++p) {
        EXPECT_EQ(found.populations[p].spikes, expected.populations[p].spikes);
        EXPECT_EQ(found.populations[p].cv_neurons, expected.populations[p].cv_neurons);
    }
}

TEST(SimulationOnRanks, GivesTheSpikesOfOneRank) {
    const auto communicator = make_mpi_communicator();
    const auto solo = make_solo_communicator();
    auto networks = test::uneven_networks();
    for (auto& plastic : test::plastic_networks()) { networks.push_back(std::move(plastic)); }
    for (const auto& network : networks) {
        SCOPED_TRACE(network.name);
        const auto description = test::describe_network(network.text);
        auto expected = run(description, *solo, 1);
        std::sort(expected.spikes.begin(), expected.spikes.end(), earlier);
        EXPECT_EQ(expected.spikes.empty(), network.name == "no spikes");
        for (const auto& [threads, exchange] : {std::pair{1, ExchangeKind::neighbours},
                                                {2, ExchangeKind::automatic},
                                                {1, ExchangeKind::collective}}) {
            const auto found = run(description, *communicator, threads, exchange);

            expect_equal(found.result, expected.result);
            EXPECT_EQ(found.result.ranks, communicator->size());
            EXPECT_EQ(gather(found.spikes, *communicator), expected.spikes);
        }
    }
}

TEST(SimulationOnRanks, EachRankRecordsItsOwnNeuronsInOrderOfSteps) {
    const auto communicator = make_mpi_communicator();
    const auto description = test::describe_network(test::uneven_networks().back().text);
    const auto partition = partition_evenly(description, communicator->size(), 2);
    const auto own = [&](std::uint64_t gid) {
        for (int t = 0; t < 2; ++t) {
            for (const auto& range : partition.ranges(communicator->rank().value() * 2 + t)) {
                const auto base = description.populations[range.population].first_gid;
                if (gid >= base + range.first && gid < base + range.last) { return true; }
            }
        }
        return false;
    };

    const auto found = run(description, *communicator, 2);

    EXPECT_FALSE(found.spikes.empty());
    EXPECT_TRUE(std::is_sorted(found.spikes.begin(), found.spikes.end(),
                               [](const Spike& a, const Spike& b) { return a.step < b.step; }));
    EXPECT_TRUE(std::all_of(found.spikes.begin(), found.spikes.end(),
                            [&](const Spike& spike) { return own(spike.gid); }));
}

TEST(SimulationOnRanks, TheResultIsTheSameOnAllRanks) {
    const auto communicator = make_mpi_communicator();
    const auto description = test::describe_network(test::uneven_networks().back().text);

    const auto found = run(description, *communicator, 1).result;

    std::vector<double> low{found.real_time_factor,      found.build_seconds,
                            found.run_seconds,           static_cast<double>(found.peak_rss_bytes),
                            found.populations[0].cv_isi, found.stages[0].mean};
    std::vector<double> high = low;
    communicator->reduce(std::span(low), Communicator::Reduce::min);
    communicator->reduce(std::span(high), Communicator::Reduce::max);
    EXPECT_EQ(low, high);
}

TEST(SimulationOnRanks, RunsAgainToTheSameSpikesAfterAnotherNetwork) {
    const auto communicator = make_mpi_communicator();
    const auto networks = test::uneven_networks();
    const auto first = test::describe_network(networks.back().text);
    const auto other = test::describe_network(networks[1].text);

    const auto before = run(first, *communicator, 1).result.spike_digest;
    (void)run(other, *communicator, 1);
    const auto after = run(first, *communicator, 1).result.spike_digest;

    EXPECT_EQ(before, after);
}

}  // namespace
