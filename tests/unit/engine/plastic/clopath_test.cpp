#include <cmath>
#include <random>
#include <string>

#include <gtest/gtest.h>

#include "tests/support/forced_spikes.hpp"
#include "tests/support/small_networks.hpp"

// The rule that follows potentials: against the same rule stepped through time, against its plain path
// bit for bit, under given spikes and potentials, and in whole runs.
namespace callosum::test {
namespace clopath_test {
namespace {

constexpr double dt = 0.1;

/// Amplitudes such that weights move by much and meet both bounds.
std::map<std::string, Values> strong_neuron(bool ltd_const) {
    return {{"A_LTD", Distribution::constant(0.3)},
            {"A_LTP", Distribution::constant(0.6)},
            {"A_LTD_const", Distribution::constant(ltd_const ? 1 : 0)},
            {"u_ref_squared", Distribution::constant(4000)},
            {"delay_u_bars", Distribution::constant(2.5)}};
}

Projection clopath(std::size_t source, std::size_t target, Rule how, Distribution delay_ms) {
    auto made =
        projection(source, target, std::move(how), {Distribution::Kind::uniform, 20, 80}, delay_ms);
    made.synapse_model = "clopath_synapse";
    made.synapse_params = {{"tau_x", 18}, {"Wmin", 5}, {"Wmax", 90}};
    return made;
}

Description pair_of_populations(std::uint64_t n_before, std::uint64_t n_after, Projection own,
                                Precision precision, bool ltd_const = true) {
    Description made;
    made.duration_ms = 1;
    made.precision = precision;
    made.populations = {
        neurons("before", n_before, "parrot_neuron"),
        neurons("after", n_after, "aeif_psc_delta_clopath", strong_neuron(ltd_const))};
    made.projections = {std::move(own)};
    return complete(made);
}

/// Trains of the sources and potentials of the targets, drawn anew in every step.
class Drawn {
  public:
    Drawn(std::uint64_t n_before, std::uint64_t n_after, double rate)
        : n_before_(n_before), n_after_(n_after), spikes_(rate) {}
    const Firing& firing() {
        firing_.clear();
        for (std::uint64_t i = 0; i < n_before_; ++i) {
            while (spikes_(random_)) { firing_.push_back(i); }  // now and then twice
        }
        return firing_;
    }
    /// V is above theta_plus one time in eight; low-passed ones lie around theta_minus.
    const Potentials& potentials() {
        potentials_.resize(4 * n_after_);
        for (std::uint64_t i = 0; i < 4 * n_after_; ++i) {
            potentials_[i] = i < n_after_ ? v_(random_) : bar_(random_);
        }
        return potentials_;
    }

  private:
    std::uint64_t n_before_, n_after_;
    std::mt19937_64 random_{7};
    std::bernoulli_distribution spikes_;
    std::uniform_real_distribution<double> v_{-80, -40}, bar_{-76, -62};
    Firing firing_;
    Potentials potentials_;
};

/// One synapse with everything dendritic, stepped through time as the equations stand.
struct Stepped {
    double w, late_ms = 2.5;
    int delay;
    bool ltd_const;
    double x_bar = 0;
    std::vector<std::array<double, 4>> of;  ///< potentials by step, from 0 on

    [[nodiscard]] const std::array<double, 4>& at(long step) const {
        return of[static_cast<std::size_t>(std::max(0L, step))];
    }
    /// The time `step` at the synapse; how many spikes get there; returns what each delivers.
    std::vector<double> step(long step, std::size_t spikes) {
        const long meets = step - delay;
        const long late = meets - std::lround(late_ms / dt);
        x_bar *= std::exp(-dt / 18);
        if (meets > 0 && at(meets)[0] > -45.3 && at(late)[1] > -70.6) {
            w += 0.6 * x_bar * (at(meets)[0] + 45.3) * (at(late)[1] + 70.6) * dt;
            w = std::min(w, 90.0);
        }
        std::vector<double> sent;
        for (std::size_t n = 0; n < spikes; ++n) {
            const double gain = ltd_const ? 1 : std::pow(at(meets)[3], 2) / 4000;
            if (meets > 0 && at(late)[2] > -70.6) {
                w = std::max(w - 0.3 * gain * (at(late)[2] + 70.6), 5.0);
            }
            sent.push_back(w);
            x_bar += 1.0 / 18;
        }
        return sent;
    }
};

TEST(ClopathProjection, FollowsItsEquations) {
    for (const bool ltd_const : {true, false}) {
        auto own = clopath(0, 1, rule(RuleKind::all_to_all), Distribution::constant(1.2));
        own.weight = Distribution::constant(40);
        const auto description = pair_of_populations(1, 1, own, Precision::double_, ltd_const);
        FastProjection fast(description);
        Stepped stepped{.w = 40, .delay = 12, .ltd_const = ltd_const, .of = {}};
        Drawn drawn(1, 1, 0.01);
        const auto note = [&](const Potentials& now) {
            stepped.of.push_back({now[0], now[1], now[2], now[3]});
        };
        note(drawn.potentials());
        fast.start({stepped.of[0].begin(), stepped.of[0].end()});
        std::vector<double> sums(20000);
        std::size_t spikes = 0;

        for (long step = 1; step < 15000; ++step) {
            const auto& firing = drawn.firing();
            const auto& potentials = drawn.potentials();
            note(potentials);
            fast.step(step, firing, {}, potentials);
            for (const double w : stepped.step(step, firing.size())) {
                sums[static_cast<std::size_t>(step) + 12] += w;
                ++spikes;
            }
            const double expected = sums[static_cast<std::size_t>(step)];
            // Rounding to 2^-31 of the largest weight, and of some hundred additions.
            ASSERT_NEAR(fast.delivered(0), expected, 1e-9 * 90) << step;
        }
        EXPECT_GT(spikes, 100U);
    }
}

// A spike 10 ms before, or after, the one step at which the target is at 0 mV.
TEST(ClopathProjection, PairsOneSpikeWithOneStep) {
    auto own = clopath(0, 1, rule(RuleKind::all_to_all), Distribution::constant(1));
    own.weight = Distribution::constant(40);
    const auto description = pair_of_populations(1, 1, own, Precision::double_);
    for (const std::int64_t before : {100, -100}) {
        FastProjection fast(description);
        fast.start({-70.6, -70.6, -70.6, -70.6});
        for (std::int64_t step = 1; step <= 800; ++step) {
            // u_bar_plus is 6 mV above its threshold 2.5 ms before, u_bar_minus 4 mV up to 20 ms after.
            const double u = step == 400 ? 0 : -70.6;
            const double plus = step == 375 ? -64.6 : -70.6;
            const double minus = step >= 375 && step < 575 ? -66.6 : -70.6;
            // At the synapse 400 is 410.
            fast.step(step, step == 410 - before ? Firing{0} : Firing{}, {},
                      {u, plus, minus, -70.6});
        }
        const double rise = 0.6 * std::exp(-10.0 / 18) / 18 * 45.3 * 6 * dt;
        const double fall = 0.3 * 4;

        const double w = fast.synapses(800).at(0).weight;
        EXPECT_NEAR(w, before > 0 ? 40 + rise : 40 - fall, 1e-12);
    }
}

bool same(const PlasticSynapse& a, const PlasticSynapse& b) {
    return a.source == b.source && a.target == b.target && a.delay == b.delay &&
           a.occurrence == b.occurrence &&
           std::bit_cast<std::uint64_t>(a.weight) == std::bit_cast<std::uint64_t>(b.weight);
}

/// Both paths under the same draws; returns how much the weights have moved on average.
double expect_equal(const Description& description, double rate, std::int64_t steps) {
    FastProjection fast(description);
    PlainProjection plain(description);
    Drawn drawn(description.populations[0].size, description.populations[1].size, rate);
    const auto before = drawn.potentials();
    fast.start(before);
    plain.start(before);
    const auto start = fast.synapses(0);
    for (std::int64_t step = 1; step <= steps; ++step) {
        const auto& firing = drawn.firing();
        const auto& potentials = drawn.potentials();
        fast.step(step, firing, {}, potentials);
        plain.step(step, firing, {}, potentials);
        EXPECT_TRUE(std::ranges::equal(fast.rows(), plain.rows())) << step;
        if (testing::Test::HasFailure()) { return 0; }
        if (step % 97 == 0 || step == steps) {
            EXPECT_TRUE(std::ranges::equal(fast.synapses(step), plain.synapses(step), same))
                << step;
        }
    }
    double moved = 0;
    const auto end = fast.synapses(steps);
    for (std::size_t i = 0; i < end.size(); ++i) {
        moved += std::abs(end[i].weight - start[i].weight) / static_cast<double>(end.size());
    }
    return moved;
}

class ClopathPaths : public testing::TestWithParam<Precision> {};
INSTANTIATE_TEST_SUITE_P(Precisions, ClopathPaths,
                         testing::Values(Precision::double_, Precision::single),
                         [](const auto& each) {
                             return each.param == Precision::single ? "single" : "double";
                         });

TEST_P(ClopathPaths, AgreeForMultapsesOfManyDelays) {
    for (const double fraction : {1.0, 0.6, 0.2}) {
        auto own = clopath(0, 1, rule(RuleKind::fixed_indegree, 20),
                           {Distribution::Kind::uniform, 0.3, 4});
        own.dendritic_fraction = fraction;

        EXPECT_GT(expect_equal(pair_of_populations(15, 30, own, GetParam(), false), 0.01, 700), 1);
    }
}

TEST_P(ClopathPaths, AgreeOverSeveralChunksOfTargets) {
    auto own =
        clopath(0, 1, rule(RuleKind::fixed_outdegree, 300), {Distribution::Kind::uniform, 0.5, 1});

    EXPECT_GT(expect_equal(pair_of_populations(3, 9000, own, GetParam()), 0.05, 60), 0.1);
}

TEST_P(ClopathPaths, AgreeForSourcesThatAreSilentForLong) {
    auto own = clopath(0, 1, rule(RuleKind::all_to_all), {Distribution::Kind::uniform, 0.3, 2});
    own.dendritic_fraction = 0.7;

    EXPECT_GT(expect_equal(pair_of_populations(3, 2, own, GetParam()), 3e-4, 12000), 1);
}

TEST(ClopathProjection, KeepsAHistoryThatDoesNotGrow) {
    const auto description = pair_of_populations(
        2, 1, clopath(0, 1, rule(RuleKind::all_to_all), Distribution::constant(1)),
        Precision::single);
    FastProjection fast(description);
    const Potentials always{0, -60, -60, -60};  // each step adds
    fast.start(always);
    std::uint64_t bytes = 0;
    for (std::int64_t step = 1; step <= 120000; ++step) {
        fast.step(step, step % 500 == 0 ? Firing{0} : Firing{}, {}, always);
        if (step == 40000) { bytes = fast.history_bytes(); }
    }

    EXPECT_EQ(fast.history_bytes(), bytes);
    EXPECT_LT(bytes, 4 * 16 * (take_in_after + 2 * take_in_every + 40));
}

/// Neurons that spike by noise and by each other; both kinds of plasticity onto the same targets.
Description recurrent(Precision precision) {
    const auto noise = [](std::size_t target, double rate, double weight) {
        Stimulus made = stimulus("poisson_generator", target);
        made.values["rate"] = Distribution::constant(rate);
        made.weight = Distribution::constant(weight);
        return made;
    };
    Description made;
    made.seed = 5;
    made.duration_ms = 50;
    made.precision = precision;
    auto params = strong_neuron(false);
    params["A_LTD"] = Distribution::constant(0.002);
    params["A_LTP"] = Distribution::constant(0.0001);
    params["g_L"] = Distribution{Distribution::Kind::uniform, 25, 35};
    made.populations = {neurons("C", 83, "aeif_psc_delta_clopath", params),
                        neurons("P", 21, "parrot_neuron")};
    const Distribution delay{Distribution::Kind::uniform, 0.5, 3};
    made.projections = {
        clopath(0, 0, rule(RuleKind::fixed_indegree, 12), delay),
        clopath(1, 0, rule(RuleKind::fixed_outdegree, 30), delay),
        projection(1, 0, rule(RuleKind::fixed_outdegree, 10), Distribution::constant(1), delay)};
    for (auto& own : made.projections) {
        own.weight = {Distribution::Kind::uniform, 1, 3};
        if (own.synapse_model == "clopath_synapse") {
            own.synapse_params = {{"Wmin", 0.5}, {"Wmax", 4}};
        }
    }
    made.projections[1].dendritic_fraction = 0.4;
    made.projections[2].synapse_model = "stdp_synapse";
    made.stimuli = {noise(0, 2000, 2), noise(1, 60, 1)};
    return made;
}

TEST_P(ClopathPaths, RunOnAnyNumberOfThreadsAsThePlainRun) {
    const auto checked = complete(recurrent(GetParam()));
    const Ran plain = simulate_plainly(checked);
    EXPECT_GT(plain.result.spikes, 100U);
    for (const int threads : {1, 3}) {
        const Ran fast = simulate(checked, threads);
        EXPECT_EQ(fast.result.spike_digest, plain.result.spike_digest) << threads;
        EXPECT_EQ(fast.result.weight_digest, plain.result.weight_digest) << threads;
        EXPECT_EQ(fast.result.synapses, plain.result.synapses);
        for (std::size_t p = 0; p < 3; ++p) {
            EXPECT_GT(fast.result.projections.at(p).weight_sd, 0.1);
        }
    }
}

TEST(ClopathProjection, RefusesTargetsWithoutThePotentials) {
    auto description = recurrent(Precision::double_);
    description.populations[0] = neurons("C", 83, "iaf_psc_exp");
    try {
        (void)complete(description);
        FAIL() << "accepted";
    } catch (const ConfigError& error) {
        const std::string text = error.what();
        EXPECT_NE(text.find("follows V_m, u_bar_plus, u_bar_minus, u_bar_bar of its target"),
                  std::string::npos)
            << text;
        EXPECT_NE(text.find("use a target of model aeif_psc_delta_clopath"), std::string::npos);
    }
}

}  // namespace
}  // namespace clopath_test
}  // namespace callosum::test
