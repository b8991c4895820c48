#include <functional>

#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "engine/exchange/mpi.hpp"
#include "engine/run/simulation.hpp"
#include "tests/mpi/networks.hpp"
#include "tests/support/kept_records.hpp"

namespace {

using namespace callosum;

/// Networks in which something happens between windows: plastic weights that are scaled, phases, neurons in space whose
/// ranks exchange seldom.
std::vector<test::NamedNetwork> networks() {
    const std::string records = R"("record": {"spikes": true, "rates": ["A"], "traces": [
        {"population": "A", "variables": ["V_m"], "interval": 0.3, "indices": [0, 5, 77]}]})";
    const std::string drive = R"("stimuli": {"drive": {"model": "poisson_generator", "target": "A",
        "rate": 9000, "weight": 60}}, )";
    const std::string head = R"({"dt": 0.1, "warmup": 7.7, "duration": 40, )";
    const std::string plastic = R"("rule": {"type": "fixed_indegree", "indegree": 9},
        "weight": {"distribution": "uniform", "min": 10, "max": 60},
        "delay": {"distribution": "uniform", "min": 0.3, "max": 3}, "dendritic_fraction": 0.6)";
    const std::string positions = R"("positions": {"type": "free", "extent": [4000, 400]})";
    return {{"plastic", head + drive + records + R"(, "populations": {
            "A": {"size": 131, "model": "iaf_psc_exp",
                  "homeostasis": {"target_rate": 40, "period": 7.3, "strength": 0.1}},
            "B": {"size": 77, "model": "parrot_neuron"}},
            "projections": [{"source": "A", "target": "A", "synapse": "stdp_pl_synapse_hom", )" +
                            plastic + R"(}, {"source": "A", "target": "A", "synapse":
            "stdp_triplet_synapse", )" +
                            plastic + "}]}"},
            {"phases", head + drive + records + R"(, "populations": {
            "A": {"size": 131, "model": "iaf_psc_exp"}}, "projections": [], "phases": [
            {"at": 17.3, "set": {"stimuli.drive.rate": 14000, "populations.A.params.t_ref": 3}}]})"},
            {"space", head + drive + records + R"(, "populations": {
            "A": {"size": 900, "model": "iaf_psc_exp", )" +
                          positions + R"(}}, "projections": [{"source": "A", "target": "A",
            "rule": {"type": "pairwise_bernoulli", "mask": {"type": "circular", "radius": 900},
                     "kernel": {"type": "exponential", "p_center": 1.0, "beta": 100}}, "weight": 90,
            "delay": {"distance": {"offset": 0.4, "speed": 150}}}]
})"}};
}

struct Outcome {
    std::uint64_t spikes = 0, weights = 0;
    std::vector<std::uint64_t> records;
    friend bool operator==(const Outcome&, const Outcome&) = default;
};

/// Runs to the end in pieces that end where `next` says.
Outcome run(const Description& description, const Communicator& communicator, int threads,
            const std::function<std::int64_t(std::int64_t)>& next) {
    test::RecordSums sums;
    RunOptions options;
    options.threads = threads;
    options.sinks = {&sums, &sums, &sums, nullptr};
    RankSimulation simulation(description, communicator, options);
    while (simulation.step() < simulation.last_step()) {
        simulation.run_until(std::min(simulation.last_step(), next(simulation.step())));
    }
    auto records = sums.sums();
    communicator.reduce(std::span<std::uint64_t>(records), Communicator::Reduce::sum);
    const auto result = simulation.result();
    return {result.spike_digest, result.weight_digest, std::move(records)};
}

TEST(Pieces, OfAnyLengthGiveTheBitsOfOne) {
    const auto communicator = make_mpi_communicator();
    const auto solo = make_solo_communicator();
    for (const auto& network : networks()) {
        SCOPED_TRACE(network.name);
        const auto description = test::describe_network(network.text);
        const auto whole = run(description, *solo, 1, [](auto) { return std::int64_t{1} << 40; });
        EXPECT_GT(whole.records[1], 0U);
        EXPECT_GT(whole.records[2], 0U);
        EXPECT_GT(whole.records[3], 0U);
        for (const int threads : {1, 2}) {
            for (const std::int64_t length : {100, 37, 1}) {
                const auto pieces = run(description, *communicator, threads,
                                        [length](auto step) { return step + length; });
                EXPECT_EQ(pieces, whole) << threads << " threads, " << length << " steps";
            }
        }
    }
}

TEST(Pieces, RefuseStepsThatRanksDisagreeAboutOnAllOfThem) {
    const auto communicator = make_mpi_communicator();
    if (communicator->size() == 1) { GTEST_SKIP() << "needs two ranks"; }
    const auto description = test::describe_network(test::uneven_networks().back().text);
    RankSimulation simulation(description, *communicator, {});

    EXPECT_THROW(simulation.run_until(10 + communicator->rank().value()), LimitError);
    simulation.run_until(10);
    EXPECT_THROW(simulation.run_until(communicator->rank().value() == 0 ? 5 : 10), LimitError);
    simulation.run_until(20);
    EXPECT_EQ(simulation.step(), 20);
}

}  // namespace
