#include "network/describe/phases.hpp"

#include <gtest/gtest.h>

#include "network/describe/check_and_number.hpp"

namespace callosum {
namespace {

Values constant(double value) { return Distribution::constant(value); }

Description described() {
    Description description;
    description.duration_ms = 100;
    for (const char* name : {"a", "b"}) {
        Population population;
        population.name = name;
        population.size = 10;
        population.model = "iaf_psc_exp";
        description.populations.push_back(population);
        Stimulus current;
        current.name = name;
        current.model = "dc_generator";
        current.target = description.stimuli.size();
        current.target_slice = {0, 10};
        current.start_ms = 5;
        description.stimuli.push_back(current);
    }
    description.spikes = {{0, {{0, 10}}}};
    TraceRecording trace;
    trace.neurons = {{0, 1}};
    trace.variables = {"V_m"};
    description.traces = {trace};
    return description;
}

PhaseChange& phase_at(Description& description, double at_ms) {
    auto& phase = description.phases.emplace_back();
    phase.at_ms = at_ms;
    return phase;
}

TEST(PhaseChange, IsTheDifferenceThatMakesOneStateOfAnother) {
    const Description before = described();
    Description after = before;
    after.populations[1].params["I_e"] = constant(3);
    after.stimuli[0].values["amplitude"] = constant(2);
    after.traces.clear();

    const PhaseChange change = difference(before, after);

    EXPECT_EQ(change.populations.size(), 1U);
    EXPECT_EQ(change.stimuli.size(), 1U);
    EXPECT_FALSE(change.spikes);
    EXPECT_TRUE(change.traces);
    Description made = before;
    apply(made, change);
    EXPECT_TRUE(made.populations == after.populations && made.stimuli == after.stimuli);
    EXPECT_TRUE(made.traces.empty());
    EXPECT_TRUE(difference(made, after).populations.empty());
}

TEST(PhaseChange, LosesWhatItDoesNotChange) {
    Description description = described();
    phase_at(description, 10).populations[0] = description.populations[0];
    auto& second = phase_at(description, 20);
    second.stimuli[1] = description.stimuli[1];
    second.stimuli[1].stop_ms = 50;
    phase_at(description, 30).stimuli[1] = description.phases[1].stimuli[1];

    drop_unchanged(description);

    EXPECT_TRUE(description.phases[0].populations.empty());
    EXPECT_EQ(description.phases[1].stimuli.size(), 1U);
    EXPECT_TRUE(description.phases[2].stimuli.empty());
    EXPECT_EQ(description.phases[2].at_ms, 30);
}

TEST(OverTime, AStimulusIsOneEpisodeAfterTheOther) {
    Description description = described();
    phase_at(description, 10).stimuli[0] = description.stimuli[0];
    phase_at(description, 20);
    phase_at(description, 30).stimuli[0] = description.stimuli[0];

    const auto episodes = stimuli_over_time(description);

    ASSERT_EQ(episodes.size(), 4U);
    const std::vector<double> from{0, 10, 30, 0};
    const std::vector<double> until{10, 30, unbounded, unbounded};
    for (std::size_t n = 0; n < 4; ++n) {
        EXPECT_EQ(episodes[n].index, n / 3);
        EXPECT_EQ(episodes[n].from_ms, from[n]);
        EXPECT_EQ(episodes[n].until_ms, until[n]);
    }
    EXPECT_EQ(episodes[0].stimulus, description.stimuli.data());
    EXPECT_EQ(episodes[2].stimulus, &description.phases[2].stimuli[0]);
    EXPECT_EQ(population_over_time(description, 0).size(), 1U);
}

TEST(OverTime, RecordingsAreCutToTheirTimeInTheList) {
    Description description = described();
    auto& first = phase_at(description, 10);
    first.spikes = {{1, {{0, 5}}, 20, 90}};
    first.traces = description.traces;
    first.traces->push_back(description.traces[0]);
    first.traces->at(1).interval_ms = 2;
    phase_at(description, 15).spikes = {{{0, {{3, 4}}}, {1, {{0, 5}}, 20, 90}}};

    const auto spikes = spikes_over_time(description);
    const auto traces = traces_over_time(description);

    ASSERT_EQ(spikes.size(), 3U) << "the second one ended before it began";
    EXPECT_TRUE(spikes[0] == (SpikeRecording{0, {{0, 10}}, 0, 10}));
    EXPECT_TRUE(spikes[1] == (SpikeRecording{0, {{3, 4}}, 15}));
    EXPECT_TRUE(spikes[2] == (SpikeRecording{1, {{0, 5}}, 20, 90}));
    ASSERT_EQ(traces.size(), 2U);
    EXPECT_TRUE(traces[0] == description.traces[0]) << "what stays is not cut";
    EXPECT_EQ(traces[1].start_ms, 10);
    EXPECT_EQ(traces[1].interval_ms, 2);
}

TEST(FinishedPhases, NeedItemsThatExist) {
    Description description = described();
    phase_at(description, 10).populations[2] = description.populations[0];
    phase_at(description, 20).stimuli[7] = description.stimuli[0];

    const auto problems = check_and_number(description);

    ASSERT_EQ(problems.size(), 1U);
    EXPECT_EQ(problems[0].where, "phases[0].set");
}

TEST(FinishedPhases, KeepWhatIsPartOfTheNetwork) {
    Description description = described();
    auto& phase = phase_at(description, 10);
    phase.populations[0] = description.populations[0];
    phase.populations[0].size = 5;
    phase.populations[0].initial["V_m"] = constant(-60);
    phase.populations[0].mean_rate = 3;
    phase.populations[0].homeostasis = {5, 10, 0.1, {}};
    phase.populations[0].separate_receptors = true;
    phase.stimuli[1] = description.stimuli[1];
    phase.stimuli[1].model = "ac_generator";
    phase.stimuli[1].target_slice = {0, 5};

    std::vector<std::string> places;
    for (const auto& problem : check_and_number(description)) { places.push_back(problem.where); }

    const std::string set = "phases[0].set.";
    EXPECT_EQ(places, (std::vector<std::string>{
                          set + "populations.a.size", set + "populations.a.mean_rate",
                          set + "populations.a.separate_receptors",
                          set + "populations.a.homeostasis", set + "populations.a.initial",
                          set + "stimuli.b.model", set + "stimuli.b.target"}));
}

TEST(FinishedPhases, HaveTheirFirstGids) {
    Description description = described();
    phase_at(description, 10).populations[1] = description.populations[1];

    EXPECT_TRUE(check_and_number(description).empty());

    EXPECT_EQ(description.phases[0].populations[1].first_gid, 10U);
}

}  // namespace
}  // namespace callosum
