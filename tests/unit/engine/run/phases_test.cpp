#include <algorithm>
#include <map>

#include <gtest/gtest.h>

#include "tests/unit/engine/run/networks.hpp"

// Phases in whole runs: the fast paths against the plain one, and what NEST's SetStatus between two
// calls of Simulate would do.
namespace callosum::test {
namespace phases_test {
namespace {

PhaseChange& phase_at(Description& description, double at_ms) {
    auto& phase = description.phases.emplace_back();
    phase.at_ms = at_ms;
    return phase;
}

Values constant(double value) { return Distribution::constant(value); }

class EveryModelInPhases : public testing::TestWithParam<std::string> {};

TEST_P(EveryModelInPhases, SpikesAsInThePlainRun) {
    for (const auto precision : {Precision::double_, Precision::single}) {
        auto description = network(GetParam());
        description.precision = precision;
        for (const double at_ms : {12.3, 12.4, 40.0}) {
            auto& phase = phase_at(description, at_ms);
            for (const auto& field : find_neuron_model(GetParam())->params) {
                if (field.kind != FieldKind::real || !std::isfinite(field.default_value)) {
                    continue;
                }
                const auto given = description.populations[0].params.find(std::string(field.name));
                const double value = given == description.populations[0].params.end()
                                         ? field.default_value
                                         : std::get<Distribution>(given->second).a;
                phase.populations.emplace(0, description.populations[0]);
                phase.populations[0].params[std::string(field.name)] =
                    constant(std::clamp(value * (1 + at_ms / 4000), field.low, field.high));
            }
            phase.stimuli[0] = description.stimuli[0];
            phase.stimuli[0].values["rate"] =
                constant(at_ms * (GetParam() == "parrot_neuron" ? 1 : 500));
        }

        expect_equal(complete(description));
    }
}

std::vector<std::string> names() {
    std::vector<std::string> all;
    for (const auto& model : neuron_models()) { all.emplace_back(model.name); }
    return all;
}
INSTANTIATE_TEST_SUITE_P(Registry, EveryModelInPhases, testing::ValuesIn(names()),
                         [](const auto& each) { return each.param; });

TEST(Phases, ThatSetWhatIsSetChangeNoBit) {
    const auto description = network();
    const auto without = simulate(description).result.spike_digest;
    auto with = description;
    for (const double at_ms : {0.1, 7.7, 30.0}) {
        auto& phase = phase_at(with, at_ms);
        phase.populations[1] = description.populations[1];
        phase.stimuli[0] = description.stimuli[0];
        phase.spikes = description.spikes;
    }

    EXPECT_EQ(expect_equal(complete(with)).result.spike_digest, without);
}

TEST(Phases, ActFromTheStepAfterTheirTime) {
    Description description;
    description.duration_ms = 10;
    description.populations = {neurons("a", 20, "iaf_psc_exp", {{"t_ref", constant(0)}})};
    record_all(description);
    auto& phase = phase_at(description, 3.2);
    phase.populations[0] = description.populations[0];
    phase.populations[0].params["I_e"] = constant(1e6);  // one step of it is enough to spike

    const Ran plain = expect_equal(complete(description));

    EXPECT_EQ(plain.spikes.front().step, 33);
    EXPECT_EQ(plain.result.spikes, 20U * 68);
}

TEST(Phases, TakeTheVariantOfTheModelThatServesAllOfThem) {
    auto description = network();
    description.populations[0].params["tau_syn_ex"] = constant(2);
    description.populations[0].params["tau_syn_in"] = constant(2);  // one row for both
    auto changed = description.populations[0];
    changed.params["tau_syn_in"] = constant(5);
    phase_at(description, 10).populations[0] = changed;
    changed.params["delta"] = constant(2);
    changed.params["rho"] = constant(50);
    phase_at(description, 25).populations[0] = changed;

    expect_equal(complete(description));
}

TEST(Phases, DrawAParameterFromTheSameNumbersWhateverCameBefore) {
    const Values drawn = Distribution{Distribution::Kind::normal, 400, 50};
    const auto run = [&](const std::vector<double>& times_ms) {
        Description description;
        description.duration_ms = 40;
        description.populations = {neurons("a", 50)};
        record_all(description);
        for (const double at_ms : times_ms) {
            auto& phase = phase_at(description, at_ms);
            phase.populations[0] = description.populations[0];
            phase.populations[0].params["I_e"] = at_ms < 10 ? constant(0) : drawn;
        }
        return expect_equal(complete(description)).result.spike_digest;
    };

    EXPECT_EQ(run({10}), run({3, 10, 20}));
}

/// One neuron that sums up what arrives, and a device whose spikes travel for 2 ms.
Description travelling() {
    Description description;
    description.duration_ms = 10;
    description.populations = {
        neurons("a", 3, "iaf_psc_delta", {{"tau_m", constant(1e9)}, {"V_th", constant(1e6)}})};
    Stimulus train = stimulus("spike_generator", 0);
    train.lists["spike_times"] = {1, 2, 3, 4, 5};
    train.weight = constant(1);
    train.delay_ms = 2;
    description.stimuli = {train};
    return complete(description);
}

struct Samples final : TraceSink {
    std::map<std::size_t, std::map<std::int64_t, double>> values;  ///< of the first neuron
    void open(const TraceLayout& layout) override { values[layout.recording]; }
    void write(std::size_t recording, std::int64_t step, std::span<const double> row) override {
        values[recording][step] = row[0];
    }
};

TraceRecording potential(double interval_ms) {
    TraceRecording trace;
    trace.neurons = {{0, 3}};
    trace.variables = {"V_m"};
    trace.interval_ms = interval_ms;
    return trace;
}

TEST(Phases, LeaveDeviceSpikesThatTravelTheirOldWeight) {
    auto description = travelling();
    description.traces = {potential(0.1)};
    auto& phase = phase_at(description, 3);
    phase.stimuli[0] = description.stimuli[0];
    phase.stimuli[0].weight = constant(100);
    Samples samples;

    simulate(complete(description), 2, &samples);

    const auto& v = samples.values[0];
    const double start = v.at(1);
    const auto arrived = [&](std::int64_t step) { return std::round(v.at(step) - start); };
    EXPECT_EQ(arrived(49), 2);
    EXPECT_EQ(arrived(50), 3) << "sent at the time of the phase: still the old weight";
    EXPECT_EQ(arrived(60), 103) << "sent after it";
    EXPECT_EQ(arrived(70), 203);
}

TEST(Phases, ChangeTheDelayOfDeviceSpikesThatAreSentAfterwards) {
    auto description = travelling();
    description.traces = {potential(0.1)};
    auto& phase = phase_at(description, 3);
    phase.stimuli[0] = description.stimuli[0];
    phase.stimuli[0].delay_ms = 0.1;
    Samples samples;

    simulate(complete(description), 1, &samples);

    const auto& v = samples.values[0];
    const auto arrived = [&](std::int64_t step) { return std::round(v.at(step) - v.at(1)); };
    EXPECT_EQ(arrived(40), 2);
    EXPECT_EQ(arrived(41), 3) << "that of 4 ms overtakes that of 3 ms";
    EXPECT_EQ(arrived(50), 4);
}

TEST(Phases, KeepThePotentialWhenTheRestingPotentialChanges) {
    for (const auto& model : names()) {
        auto description = network(model);
        const auto* info = find_neuron_model(model);
        const auto has_rest = [](const Field& field) { return field.name == "E_L"; };
        if (std::none_of(info->params.begin(), info->params.end(), has_rest)) { continue; }
        description.traces = {potential(0.1)};
        auto& phase = phase_at(description, 20);
        phase.populations[0] = description.populations[0];
        const auto field = std::find_if(info->params.begin(), info->params.end(), has_rest);
        phase.populations[0].params["E_L"] = constant(field->default_value + 1);
        Samples with, without;
        simulate(complete(description), 1, &with);
        description.phases.clear();
        simulate(complete(description), 1, &without);

        EXPECT_EQ(with.values[0].at(200), without.values[0].at(200)) << model;
        // One step after it: a change of rest by 1 mV moves V by a small part of that.
        EXPECT_NEAR(with.values[0].at(201), without.values[0].at(201), 0.5) << model;
    }
}

TEST(Phases, TurnRecordingsOnAndOffAndOtherwise) {
    auto description = network();
    const auto all = sorted(simulate(description).spikes);
    phase_at(description, 20).spikes = {{{0, {{0, 40}}, 25, 50}}};
    phase_at(description, 40).spikes = {{{1, {{5, 30}}}, {0, {{80, 83}}}}};
    std::vector<Spike> expected;
    for (const auto& spike : all) {
        const bool at_first = spike.step <= 200;
        const bool then = spike.step > 250 && spike.step <= 400 && spike.gid < 40;
        const bool later = spike.step > 400 && ((spike.gid >= 88 && spike.gid < 113) ||
                                                (spike.gid >= 80 && spike.gid < 83));
        if (at_first || then || later) { expected.push_back(spike); }
    }

    const Ran plain = expect_equal(complete(description));

    EXPECT_TRUE(sorted(plain.spikes) == expected);
    EXPECT_GT(expected.size(), 50U);
}

TEST(Phases, GoOnWithAFurtherTraceWhereTheIntervalChanges) {
    auto description = network();
    description.traces = {potential(2), potential(5)};
    auto& phase = phase_at(description, 30);
    phase.traces = {potential(0.5), potential(5)};
    Samples samples;

    simulate(complete(description), 2, &samples);

    ASSERT_EQ(samples.values.size(), 3U);
    EXPECT_EQ(samples.values[0].size(), 15U);
    EXPECT_EQ(samples.values[0].rbegin()->first, 300);
    EXPECT_EQ(samples.values[1].size(), 12U) << "what does not change goes on";
    EXPECT_EQ(samples.values[2].size(), 60U);
    EXPECT_EQ(samples.values[2].begin()->first, 305);
}

TEST(Phases, ChangeEveryKindOfCurrent) {
    auto description = network();
    for (const std::string kind :
         {"dc_generator", "ac_generator", "step_current_generator", "noise_generator"}) {
        Stimulus current = stimulus(kind, 1);
        current.name = "c_" + kind;
        current.values["amplitude"] = Distribution{Distribution::Kind::uniform, 0, 100};
        current.lists["amplitude_times"] = {5, 20, 35};
        current.lists["amplitude_values"] = {50, 20, 80};
        if (kind == "noise_generator") { current.numbers["std"] = 100; }
        if (kind == "ac_generator") { current.numbers["frequency"] = 70; }
        if (kind != "step_current_generator") { current.lists["amplitude_times"] = {}; }
        if (kind != "step_current_generator") { current.lists["amplitude_values"] = {}; }
        description.stimuli.push_back(current);
    }
    description = complete(description);
    auto& phase = phase_at(description, 22.2);
    for (std::size_t i = 2; i < 6; ++i) {
        phase.stimuli[i] = description.stimuli[i];
        phase.stimuli[i].values["amplitude"] = Distribution{Distribution::Kind::uniform, 200, 400};
        phase.stimuli[i].stop_ms = 50;
    }
    phase.stimuli[4].lists["amplitude_values"] = {0, 500, 10};
    phase.stimuli[5].numbers["mean"] = 200;

    expect_equal(complete(description));
}

TEST(Phases, BeginAtTheEndOfTheWarmUpOrInsideIt) {
    for (const double at_ms : {4.0, 12.3, 20.0}) {
        auto description = network();
        description.warmup_ms = 12.3;
        auto& phase = phase_at(description, at_ms);
        phase.stimuli[1] = description.stimuli[1];
        phase.stimuli[1].values["rate"] = constant(30000);

        expect_equal(complete(description));
    }
}

}  // namespace
}  // namespace phases_test
}  // namespace callosum::test
