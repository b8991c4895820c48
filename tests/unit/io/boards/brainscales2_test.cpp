#include <cmath>

#include <gtest/gtest.h>

#include "io/boards/board_file.hpp"
#include "network/boards/brainscales2/map.hpp"
#include "network/boards/brainscales2/noise.hpp"
#include "tests/support/small_networks.hpp"

namespace callosum::brainscales2 {
namespace {

Description random_network(std::uint64_t size, double p) {
    Description description;
    description.duration_ms = 100;
    description.populations = {test::neurons("E", size * 4 / 5, "iaf_psc_exp"),
                               test::neurons("I", size / 5, "iaf_psc_exp")};
    Rule rule = test::rule(RuleKind::pairwise_bernoulli);
    rule.p = p;
    for (const std::size_t source : {0, 1}) {
        for (const std::size_t target : {0, 1}) {
            description.projections.push_back(test::projection(
                source, target, rule, Distribution::constant(source == 0 ? 20 : -90),
                Distribution::constant(1.5)));
        }
    }
    return test::complete(std::move(description));
}

BoardNetwork translated(const Description& description, const Board& board) {
    static const Allowed allowed{"delay_drop"};
    const std::vector<double> rates(description.populations.size(), 10.0);
    return translate({description, board, 0.1, allowed, rates});
}

TEST(Brainscales2Translate, MapsPotentialsIntoTheRanges) {
    const Board board = read_board("brainscales2_chip");
    const auto network = translated(random_network(100, 0.1), board);
    ASSERT_FALSE(blocked(network.findings));
    const auto& own = network.populations[0];
    EXPECT_NEAR(own.params.at("v_rest")[0], 60, 1e-9);
    EXPECT_NEAR(own.params.at("v_thresh")[0], 150, 1e-9);
    EXPECT_NEAR(own.lsb_at_rest + own.lsb_per_mV * -70, 60, 1e-9);
    EXPECT_NEAR(own.params.at("tau_m")[0], 10, 1e-9);  // us
    EXPECT_EQ(network.description.projections[2].weight.a, -63);
    EXPECT_EQ(network.description.projections[0].weight.a, 14);
    EXPECT_NEAR(own.weight_per_unit, 0.7, 1e-12);
}

TEST(Brainscales2Noise, IsTheSameChipForTheSameSeed) {
    const Board board = read_board("brainscales2_chip");
    const auto network = translated(random_network(100, 0.1), board);
    const auto values = [&](std::uint64_t seed, const char* name) {
        const auto noisy = with_noise(network, board, seed);
        return std::get<std::vector<double>>(noisy.populations[0].params.at(name));
    };
    EXPECT_EQ(values(1, "V_th"), values(1, "V_th"));
    EXPECT_NE(values(1, "V_th"), values(2, "V_th"));
    double sum = 0, squares = 0;
    for (const double tau : values(3, "tau_m")) {
        sum += tau / 10 - 1;
        squares += (tau / 10 - 1) * (tau / 10 - 1);
    }
    EXPECT_NEAR(sum / 80, 0, 0.02);
    EXPECT_NEAR(std::sqrt(squares / 80), board.limit("noise_tau"), 0.015);
}

TEST(Brainscales2Map, WiresEverySynapseOnceAndSpreadsInputsOverCircuits) {
    const Board board = read_board("brainscales2_chip");
    const auto network = translated(random_network(200, 0.8), board);
    const auto synapses = draw_synapses(network.description, 1);
    Findings findings;
    const auto mapping = map_network(network, synapses, board, findings);
    ASSERT_TRUE(findings.empty());
    EXPECT_EQ(mapping.wiring.synapses.size(), synapses.size());
    EXPECT_FALSE(mapping.recurrent_chips);
    for (const auto& site : mapping.sites) {
        EXPECT_GE(site.circuits, 2);
        EXPECT_EQ(site.column / 32, (site.column + site.circuits - 1) / 32);
    }
    EXPECT_LE(mapping.figures[0].rows, mapping.figures[1].rows);
}

TEST(Brainscales2Map, SaysWhatIsMissing) {
    const Board board = read_board("brainscales2_chip");
    const auto network = translated(random_network(600, 0.1), board);
    Findings findings;
    (void)map_network(network, draw_synapses(network.description, 1), board, findings);
    ASSERT_EQ(findings.size(), 1U);
    EXPECT_NE(findings[0].what.find("brainscales2_chip has 512"), std::string::npos);
    const Board many = read_board("brainscales2_12chip");
    findings.clear();
    const auto mapping =
        map_network(network, draw_synapses(network.description, 1), many, findings);
    EXPECT_TRUE(findings.empty());
    EXPECT_TRUE(mapping.recurrent_chips);
}

}  // namespace
}  // namespace callosum::brainscales2
