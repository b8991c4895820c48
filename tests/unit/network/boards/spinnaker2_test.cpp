#include <cmath>
#include <numeric>

#include <gtest/gtest.h>

#include "network/boards/spinnaker2/map.hpp"
#include "network/boards/spinnaker2/translate.hpp"
#include "network/boards/spinnaker2/weights.hpp"
#include "network/boards/topology.hpp"
#include "tests/support/small_networks.hpp"

namespace callosum::spinnaker2 {
namespace {

/// A board of n x n chips with limits that a test can lower.
Board square_board(std::int32_t n, std::uint32_t cores) {
    Board board;
    board.name = "square";
    board.target = "spinnaker2";
    for (const auto& rule : limit_rules("spinnaker2")) {
        board.limits[std::string(rule.name)] = {1e9, std::string(rule.unit), "test", "unconfirmed"};
    }
    const auto set = [&board](const char* name, double value) { board.limits[name].value = value; };
    set("max_neurons_per_core", 50);
    set("max_spike_lists_per_core", 50);
    set("max_poisson_processes_per_core", 50);
    set("row_memory_bytes", 100000);
    set("chip_row_memory_bytes", 0);
    set("row_header_bytes", 4);
    set("synapse_bytes", 2);
    set("row_alignment_bytes", 4);
    set("table_entry_bytes", 16);
    set("weight_max_with_delay", 15);
    set("weight_max_without_delay", 127);
    set("delay_max", 7);
    set("poisson_p_max", 0.25);
    set("spike_packet_bits", 64);
    for (std::int32_t x = 0; x < n; ++x) {
        for (std::int32_t y = 0; y < n; ++y) { board.chips.push_back({x, y, cores, 0}); }
    }
    board.links = {{"E", 1, 0},  {"NE", 1, 1},   {"N", 0, 1},
                   {"W", -1, 0}, {"SW", -1, -1}, {"S", 0, -1}};
    return board;
}

Description pair_network(double dt_ms, Distribution delay, double weight) {
    Description description;
    description.dt_ms = dt_ms;
    description.duration_ms = 100;
    description.populations = {test::neurons("A", 40, "iaf_psc_exp"),
                               test::neurons("B", 30, "iaf_psc_exp")};
    description.projections = {test::projection(0, 1, test::rule(RuleKind::all_to_all),
                                                Distribution::constant(weight), delay)};
    return test::complete(std::move(description));
}

BoardNetwork translated(const Description& description, const Board& board, double dt_ms,
                        const Allowed& allowed = {}) {
    const std::vector<double> rates(description.populations.size(), 10.0);
    return translate({description, board, dt_ms, allowed, rates});
}

TEST(Spinnaker2Translate, KeepsTheChargeOfASynapse) {
    const auto board = square_board(1, 10);
    const auto description = pair_network(1.0, Distribution::constant(1.0), 50.0);
    const auto network = translated(description, board, 1.0);
    ASSERT_FALSE(blocked(network.findings));
    EXPECT_EQ(network.populations[1].model, "lif_curr_exp_no_delay");
    EXPECT_EQ(network.description.projections[0].weight.a, 127);
    const auto& params = network.description.populations[1].params;
    const auto value = [&](const char* name) { return std::get<Distribution>(params.at(name)).a; };
    // Exact integration: a spike of 50 pA adds 50 P21 / (1 - P11) mV, leak apart.
    const double tau_m = 10, tau_s = 2, c_m = 250;
    const double p21 =
        tau_s * tau_m / (c_m * (tau_m - tau_s)) * (std::exp(-1 / tau_m) - std::exp(-1 / tau_s));
    const double jump_mV = 50 * p21 / (1 - std::exp(-1 / tau_s));
    const double jump = 127 / (1 - value("exc_decay"));
    EXPECT_NEAR(jump / value("threshold"), jump_mV / 15.0, 1e-12);
    EXPECT_NEAR(value("alpha_decay"), std::exp(-0.1), 1e-15);
    EXPECT_EQ(value("t_refrac"), 2);
}

TEST(Spinnaker2Translate, DelaysAreOfferedThreeWays) {
    const auto board = square_board(1, 10);
    const auto description = pair_network(0.1, Distribution::constant(1.55), 50.0);
    EXPECT_TRUE(blocked(translated(description, board, 0.1).findings));
    const auto clipped = translated(description, board, 0.1, {"delay_clip"});
    EXPECT_FALSE(blocked(clipped.findings));
    EXPECT_EQ(clipped.populations[1].model, "lif_curr_exp");
    EXPECT_EQ(clipped.description.projections[0].board->longest_delay, 8U);
    const auto dropped = translated(description, board, 0.1, {"delay_drop"});
    EXPECT_EQ(dropped.populations[1].model, "lif_curr_exp_no_delay");
    EXPECT_EQ(dropped.description.projections[0].delay.a, 0.1);
    const auto rounded = translated(description, board, 1.0, {"delay_quantise"});
    EXPECT_FALSE(blocked(rounded.findings));
    EXPECT_NEAR(rounded.quantisation[0].delay_mean_error_ms, 2 - 1.6, 1e-12);
}

TEST(Spinnaker2Weights, FactorMakesTheLargestFitUnlessClippingPays) {
    // One weight of 1 that is heard often, one of 4.4 that is heard rarely.
    const std::vector<WeightSpread> spreads{{{1.0}, 1.0, 10000}, {{4.4}, 4.4, 1}};
    const double fits = choose_factor(spreads, 15, 10, false);
    EXPECT_LE(4.4 * fits, 15.5);
    const double error = std::abs(std::round(fits) / fits - 1);
    EXPECT_LT(error, 0.01);
    const auto report = quantise({1.0, -2.0, 0.01}, 3, 15);
    EXPECT_EQ(report.clipped, 0);
    EXPECT_NEAR(report.zeroed, 1.0 / 3, 1e-12);
    EXPECT_NEAR(report.max_error, 0.01 / ((1 + 2 + 0.01) / 3), 1e-12);
}

TEST(Topology, PathsAreShortest) {
    const auto board = square_board(4, 1);
    const Topology topology(board);
    const auto at = [](std::uint32_t x, std::uint32_t y) { return x * 4 + y; };
    EXPECT_EQ(topology.distance(at(0, 0), at(3, 3)), 3U);
    EXPECT_EQ(topology.distance(at(0, 3), at(3, 0)), 6U);
    for (std::uint32_t a = 0; a < 16; ++a) {
        for (std::uint32_t b = 0; b < 16; ++b) {
            if (a == b) { continue; }
            EXPECT_EQ(topology.distance(a, topology.before(a, b)) + 1, topology.distance(a, b));
            EXPECT_EQ(topology.neighbour(topology.before(a, b), topology.link_to(a, b)), b);
        }
    }
    auto torus = board;
    torus.wrap = {4, 4};
    EXPECT_EQ(Topology(torus).distance(at(0, 0), at(3, 3)), 1U);
    auto apart = board;
    apart.chips.push_back({9, 9, 1, 0});
    EXPECT_THROW(Topology{apart}, ConfigError);
}

/// Neurons of a ring of modules whose indices are scattered.
Description modules(std::uint64_t n, std::uint64_t n_modules) {
    Description description;
    description.dt_ms = 1;
    description.duration_ms = 10;
    description.populations = {test::neurons("N", n, "iaf_psc_exp")};
    std::vector<Edge> edges;
    for (std::uint64_t t = 0; t < n; ++t) {
        for (std::uint64_t k = 1; k <= 12; ++k) {
            edges.push_back({(t + k * n_modules * 7) % n, t, 20.0, 1.0});
        }
    }
    description.projections = {test::projection(0, 0, test::listed(std::move(edges), 12),
                                                Distribution::constant(20),
                                                Distribution::constant(1))};
    return test::complete(std::move(description));
}

TEST(Spinnaker2Map, IsLegalDeterministicAndNoWorseThanSequential) {
    auto board = square_board(3, 4);
    board.limits["row_memory_bytes"].value = 6000;
    const auto network = translated(modules(800, 10), board, 1.0);
    ASSERT_FALSE(blocked(network.findings));
    const auto synapses = draw_synapses(network.description, 2);
    EXPECT_EQ(synapses.size(), 800U * 12);
    const std::vector<std::uint64_t> lengths(800, 0);
    const SliceProblem problem{network, synapses, board, 1e-3, 10, lengths};
    Findings findings;
    const auto mapping = map_network(problem, findings);
    ASSERT_TRUE(findings.empty()) << findings[0].what;
    std::vector<std::uint32_t> used(board.chips.size(), 0);
    for (const auto chip : mapping.placement) { ++used[chip]; }
    for (const auto n : used) { EXPECT_LE(n, 4U); }
    for (std::size_t s = 0; s < mapping.slices.size(); ++s) {
        EXPECT_LE(mapping.slices.memory[s], 6000U);
        EXPECT_LE(mapping.slices.n_neurons(s), 50U);
    }
    auto neurons = mapping.slices.neurons;
    std::sort(neurons.begin(), neurons.end());
    std::vector<std::uint32_t> all(800);
    std::iota(all.begin(), all.end(), 0);
    EXPECT_EQ(neurons, all);
    EXPECT_LT(mapping.figures[0].spike_hops, 0.7 * mapping.figures[1].spike_hops);
    const auto again = map_network(problem, findings);
    EXPECT_EQ(again.placement, mapping.placement);
    EXPECT_EQ(again.slices.neurons, mapping.slices.neurons);
}

TEST(Spinnaker2Map, SaysWhatIsMissing) {
    auto board = square_board(1, 4);
    const auto network = translated(modules(800, 10), board, 1.0);
    const auto synapses = draw_synapses(network.description, 1);
    const std::vector<std::uint64_t> lengths(800, 0);
    Findings findings;
    (void)map_network({network, synapses, board, 1e-3, 10, lengths}, findings);
    ASSERT_EQ(findings.size(), 1U);
    EXPECT_NE(findings[0].what.find("needs 16 cores (N 16), square has 4"), std::string::npos)
        << findings[0].what;
    board.limits["row_memory_bytes"].value = 60;
    findings.clear();
    (void)map_network({network, synapses, board, 1e-3, 10, lengths}, findings);
    ASSERT_FALSE(findings.empty());
    EXPECT_NE(findings[0].what.find("neuron 0 alone needs"), std::string::npos);
}

}  // namespace
}  // namespace callosum::spinnaker2
