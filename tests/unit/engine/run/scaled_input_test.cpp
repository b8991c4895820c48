#include <string>

#include <gtest/gtest.h>

#include "models/info.hpp"
#include "tests/support/small_networks.hpp"

// A network with a quarter of the in-degree and the constant input that `scale` adds has the mean potential
// of the full one, for every model whose mean input a constant can be.
namespace callosum::test {
namespace {

/// A model, what differs from its defaults so that it stays below threshold, and a mean input that moves
/// its potential by a few mV.
struct Case {
    std::string model;
    double input;  ///< in the unit of the constant input
    std::map<std::string, double> params = {};
    std::string label = {};
};

void PrintTo(const Case& one, std::ostream* out) { *out << one.model << one.label; }

/// Sums all samples.
struct Mean final : TraceSink {
    double sum = 0;
    std::size_t n = 0;
    void open(const TraceLayout& /*layout*/) override {}
    void write(std::size_t /*recording*/, std::int64_t /*step*/,
               std::span<const double> values) override {
        for (const double value : values) { sum += value; }
        n += values.size();
    }
};

constexpr double rate_hz = 20, interval_ms = 50;
constexpr std::uint64_t indegree = 400;

/// Regular sources at random phases: over whole intervals the mean input has no noise.
Description network(const Case& one, double weight, bool states_rate) {
    const auto* model = find_neuron_model(one.model);
    std::map<std::string, Values> params;
    for (const auto& [name, value] : one.params) { params[name] = Distribution::constant(value); }
    Description made;
    made.duration_ms = 2000;
    made.populations = {neurons("regular", 1000, "ignore_and_fire",
                                {{"rate", Distribution::constant(rate_hz)},
                                 {"phase", Distribution{Distribution::Kind::uniform, 0.001, 1}}}),
                        neurons("target", 40, one.model, params)};
    if (states_rate) { made.populations[0].mean_rate = rate_hz; }
    made.projections = {
        projection(0, 1, rule(RuleKind::fixed_indegree, indegree), Distribution::constant(weight))};
    made.projections[0].source_slice = {0, 1000};
    made.projections[0].target_slice = {0, 40};
    if (model->receptor_per_list_element) { made.projections[0].receptor = 0; }
    if (model->state.empty()) { return made; }
    TraceRecording trace;
    trace.population = 1;
    trace.neurons = {{0, 40}};
    trace.variables = {std::string(model->state[0].name)};
    trace.start_ms = made.duration_ms - 10 * interval_ms;
    made.traces = {trace};
    return made;
}

double mean_potential(Description description, double k) {
    const auto problems = apply_scale(description, {1, k});
    EXPECT_TRUE(problems.empty()) << problems[0].where << " " << problems[0].what;
    Mean mean;
    const auto result = simulate(complete(std::move(description)), 1, &mean).result;
    EXPECT_EQ(result.populations.at(1).spikes, 0U) << "below threshold";
    return mean.sum / static_cast<double>(mean.n);
}

/// The charges of the models by hand, for weights above 0.
double charge_of(const Case& one) {
    constexpr double e = 2.718281828459045, dt = 0.1;
    if (one.model == "iaf_psc_exp" || one.model == "iaf_psc_exp_multisynapse") { return 2; }
    if (one.model == "iaf_psc_alpha" || one.model == "glif_psc") { return e * 2; }
    if (one.model == "hh_psc_alpha") { return e * 0.2; }
    if (one.model == "aeif_psc_exp") { return 0.2; }
    if (one.model == "gif_psc_exp" || one.model == "hh_squid") { return 2; }
    if (one.model == "iaf_psc_delta" || one.model == "pp_psc_delta") { return 250; }
    if (one.model == "aeif_psc_delta_clopath") { return 281; }
    if (one.model == "izhikevich") { return one.params.empty() ? 1 : dt; }
    return one.model == "lif_curr_exp" ? dt / (1 - 0.5) : dt;
}

class ScaledInput : public ::testing::TestWithParam<Case> {};

TEST_P(ScaledInput, HasTheMeanOfTheFullOne) {
    const Case& one = GetParam();
    const double weight = one.input / (indegree * rate_hz * 1e-3 * charge_of(one));

    const double rest = mean_potential(network(one, 0, false), 1);
    const double full = mean_potential(network(one, weight, true), 1);
    const double scaled = mean_potential(network(one, weight, true), 0.25);
    const double uncompensated = mean_potential(network(one, weight, false), 0.25);

    // 2 %: the mean over the grid of a jump that decays is dt / (2 tau_m) = 0.5 % above that over time, and
    // where V is not linear in its input, fluctuations differ between the two networks.
    EXPECT_GT(full - rest, 0.5);
    EXPECT_NEAR(scaled - rest, full - rest, 0.02 * (full - rest));
    EXPECT_LT(uncompensated - rest, 0.6 * (full - rest)) << "the test would see a loss";
}

INSTANTIATE_TEST_SUITE_P(
    Models, ScaledInput,
    ::testing::Values(Case{"iaf_psc_exp", 100}, Case{"iaf_psc_alpha", 100},
                      Case{"iaf_psc_delta", 100}, Case{"iaf_psc_exp_multisynapse", 100},
                      Case{"aeif_psc_exp", 100}, Case{"aeif_psc_delta_clopath", 100},
                      Case{"gif_psc_exp", 50, {{"lambda_0", 0}}}, Case{"glif_psc", 50},
                      Case{"hh_psc_alpha", 100}, Case{"hh_squid", 10},
                      Case{"pp_psc_delta", 100, {{"c_2", 0}}}, Case{"izhikevich", 0.8},
                      Case{"izhikevich", 0.8, {{"consistent_integration", 0}}, "_paper"},
                      Case{"lif", 0.3}, Case{"lif_curr_exp", 0.3}),
    [](const auto& one) { return one.param.model + one.param.label; });

TEST(ScaledInput, IsTestedForEveryModelThatCanHaveIt) {
    for (const auto& model : neuron_models()) {
        auto description = network({std::string(model.name), 0}, 1, true);
        const bool is_refused = !apply_scale(description, {1, 0.25}).empty();
        const std::string unit(model.weight_unit);
        const bool cannot = unit == "nS" || model.counts_spikes || model.name == "loihi2_lif";
        EXPECT_EQ(is_refused, cannot) << model.name;
    }
}

}  // namespace
}  // namespace callosum::test
