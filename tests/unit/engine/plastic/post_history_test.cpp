#include "engine/plastic/post_history.hpp"

#include <cmath>
#include <random>

#include <gtest/gtest.h>

#include "engine/base/state_checks.hpp"
#include "tests/support/forced_spikes.hpp"
#include "tests/support/small_networks.hpp"

namespace callosum::test {
namespace post_history_test {
namespace {

constexpr HistoryRates rates{.minus = 0.01, .slow = 0.002};
constexpr std::uint32_t keep = 1000;

TEST(PostHistory, KeepsTracesOfTheLastSpikesNewestFirst) {
    PostHistory<double> history(3, rates, true, keep);
    std::vector<std::int64_t> steps{3, 10, 10, 250, 251, 400, 900, 901, 2000, 2001};
    for (const auto step : steps) { history.add(1, step); }

    for (std::size_t place = 0; place < 8; ++place) {
        const std::size_t k = steps.size() - 1 - place;
        double trace = 0, slow = 0;
        for (std::size_t i = 0; i <= k; ++i) {
            const auto age = static_cast<double>(steps[k] - steps[i]);
            trace += std::exp(-age * rates.minus);
            slow += i < k ? std::exp(-age * rates.slow) : 0;
        }
        const double nearest = std::exp(-static_cast<double>(steps[k] - steps[k - 1]) * rates.slow);
        const auto at = static_cast<std::uint32_t>(place);
        EXPECT_EQ(history.line(1).step[place], steps[k]);
        EXPECT_NEAR(history.line(1).trace[place], trace, 1e-14);
        EXPECT_NEAR(history.slow(1, at, TripletTrace::sum), slow, 1e-14);
        EXPECT_NEAR(history.slow(1, at, TripletTrace::nearest), nearest, 1e-14);
    }
    EXPECT_EQ(history.line(0).step[0], 0U) << "the others have not spiked";
    EXPECT_TRUE(history.log(2).empty());
}

TEST(PostHistory, TheFirstSpikeFindsNothingBefore) {
    PostHistory<float> history(1, rates, true, keep);
    history.add(0, 5);

    EXPECT_EQ(history.line(0).trace[0], 1);
    EXPECT_EQ(history.slow(0, 0, TripletTrace::sum), 0);
    EXPECT_EQ(history.slow(0, 0, TripletTrace::nearest), 0);
}

TEST(PostHistory, LogsAllThatCanStillBeAskedForAndTheOneBefore) {
    PostHistory<double> history(1, rates, false, keep);
    std::mt19937 random(1);
    std::vector<std::int64_t> all;
    std::int64_t step = 0;
    for (int k = 0; k < 5000; ++k) {
        // Bursts, gaps as long as what is kept, and longer ones.
        const int kind = static_cast<int>(random() % 20);
        step += kind == 0 ? keep : kind == 1 ? 3 * keep : static_cast<std::int64_t>(random() % 30);
        step = std::max<std::int64_t>(step, 1);
        history.add(0, step);
        all.push_back(step);
        const auto& log = history.log(0);
        ASSERT_LE(log.size(), all.size());
        for (std::size_t i = 0; i < log.size(); ++i) {
            ASSERT_EQ(log[log.size() - 1 - i].step, all[all.size() - 1 - i]);
        }
        if (log.size() < all.size()) { ASSERT_LT(log.front().step + keep, step); }
    }
}

TEST(PostHistory, StaysAsLargeAsItIsOverMillionsOfSpikes) {
    PostHistory<float> history(2, rates, false, keep);
    std::int64_t step = 0;
    const auto spike = [&](int n) {
        for (int k = 0; k < n; ++k) { history.add(0, step += 3); }
    };
    spike(20'000);
    const auto bytes = [&history] {
        StateBytes counter;
        history.visit_state(counter, {0, 0, 2});
        return counter.bytes();
    };
    const auto before = bytes();

    spike(3'000'000);

    EXPECT_EQ(bytes(), before);
    // At most twice what is kept: 1000 / 3 spikes of 16 bytes.
    EXPECT_LT(before, 2 * 64 + 64 + 2 * sizeof(std::vector<int>) + 2 * 334 * 16 + 1000);
}

/// A pair rule whose weights rise by every spike of the target.
Description silent_network() {
    Description made;
    made.duration_ms = 1;
    made.populations = {neurons("before", 2, "parrot_neuron"),
                        neurons("after", 1, "parrot_neuron")};
    auto own = projection(0, 1, rule(RuleKind::all_to_all), Distribution::constant(1),
                          Distribution::constant(1));
    own.receptor = 1;
    own.synapse_model = "stdp_synapse";
    own.synapse_params = {{"lambda", 1e-3}, {"tau_plus", 1e5}};
    made.projections = {own};
    return complete(made);
}

TEST(PostHistory, OfASilentSynapseDoesNotGrow) {
    const auto description = silent_network();
    FastProjection fast(description);
    PlainProjection plain(description);
    std::uint64_t before = 0;
    constexpr std::int64_t last = 1'200'000;
    for (std::int64_t step = 1; step <= last; ++step) {
        // One source spikes once, the other never; the target all the time.
        const auto sources = step == 10 ? Firing{0} : Firing{};
        const auto targets = step % 2 == 0 ? Firing{0} : Firing{};
        fast.step(step, sources, targets);
        plain.step(step, sources, targets);
        if (step == 100'000) { before = fast.history_bytes(); }
        ASSERT_TRUE(step <= 100'000 || fast.history_bytes() == before) << step;
    }

    const auto found = fast.synapses(last);
    ASSERT_EQ(found.size(), 2U);
    EXPECT_GT(found[0].weight, 50);
    EXPECT_EQ(found[0].weight, plain.synapses(last)[0].weight);
    EXPECT_EQ(found[1].weight, 1);
}

}  // namespace
}  // namespace post_history_test
}  // namespace callosum::test
