#include "network/describe/check_and_number.hpp"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "network/describe/nearest.hpp"

namespace callosum {
namespace {

Description valid() {
    Description made;
    made.duration_ms = 10;
    Population e;
    e.name = "E";
    e.size = 100;
    e.model = "iaf_psc_exp";
    Population i = e;
    i.name = "I";
    i.size = 25;
    made.populations = {e, i};
    Projection p;
    p.name = "E->I";
    p.target = 1;
    p.source_slice = {0, 100};
    p.target_slice = {0, 25};
    made.projections = {p};
    return made;
}

/// The only problem's place, or how many there are.
std::string place_of(Description description) {
    const auto problems = check_and_number(description);
    if (problems.size() != 1) {
        return std::to_string(problems.size()) + ": " + describe(problems);
    }
    return problems[0].where;
}

TEST(Finish, NumbersTheNeuronsInOrder) {
    auto d = valid();

    ASSERT_TRUE(check_and_number(d).empty());

    EXPECT_EQ(d.populations[0].first_gid, 0U);
    EXPECT_EQ(d.populations[1].first_gid, 100U);
}

TEST(Finish, RejectsNumbersThatAreNotFinite) {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const double inf = std::numeric_limits<double>::infinity();
    for (const double bad : {nan, inf}) {
        auto d = valid();
        d.projections[0].weight = Distribution::constant(bad);
        EXPECT_EQ(place_of(d), "projections[0].weight");
        d = valid();
        d.projections[0].delay = Distribution::constant(bad);
        EXPECT_EQ(place_of(d), "projections[0].delay");
        d = valid();
        d.duration_ms = bad;
        EXPECT_EQ(place_of(d), "duration");
        d = valid();
        d.dt_ms = bad;
        EXPECT_EQ(place_of(d), "dt");
        d = valid();
        d.populations[0].params["I_e"] = std::vector<double>(100, bad);
        EXPECT_EQ(place_of(d), "populations.E.params.I_e[0]");
    }
}

TEST(Finish, RejectsDelayShorterThanStep) {
    auto d = valid();
    d.projections[0].delay = Distribution::constant(0.099);
    EXPECT_EQ(place_of(d), "projections[0].delay");
    d.projections[0].delay = Distribution::constant(0.1);
    EXPECT_EQ(check_and_number(d).size(), 0U);
}

TEST(Finish, AcceptsADrawnDelayFromHalfAStepOn) {
    auto d = valid();
    d.projections[0].delay = {Distribution::Kind::normal, 1.5, 0.75};
    EXPECT_EQ(place_of(d), "projections[0].delay");
    d.projections[0].delay.min = 0.05;
    EXPECT_EQ(check_and_number(d).size(), 0U);
}

TEST(Finish, RejectsUnknownPopulationNumbersAndStimuli) {
    auto d = valid();
    d.projections[0].source = 7;
    EXPECT_EQ(place_of(d), "projections[0].source");
    d = valid();
    d.spikes = {{9, {{0, 1}}}};
    EXPECT_EQ(place_of(d), "record.spikes[0].population");
    d = valid();
    Stimulus s;
    s.name = "s";
    s.model = "poisson_generator";
    s.target = 3;
    d.stimuli = {s};
    EXPECT_EQ(place_of(d), "stimuli.s.target");
    d.stimuli[0].model = "poison_generator";
    EXPECT_EQ(place_of(d), "stimuli.s.model");
}

TEST(Finish, ComparesListedThresholdsNeuronByNeuron) {
    auto d = valid();
    d.populations[1].size = 2;
    d.projections.clear();
    d.populations[1].params["V_reset"] = std::vector<double>{-70, -50};
    d.populations[1].params["V_th"] = std::vector<double>{-60, -40};
    EXPECT_EQ(check_and_number(d).size(), 0U);
    d.populations[1].params["V_th"] = std::vector<double>{-60, -50};
    EXPECT_EQ(place_of(d), "populations.I.params.V_reset");
}

TEST(Finish, RejectsMoreNeuronsThanCanBeNumbered) {
    auto d = valid();
    d.projections.clear();
    for (int n = 0; n < 260; ++n) {
        auto more = d.populations[0];
        more.name = "P" + std::to_string(n);
        more.size = 0xffffffff;
        d.populations.push_back(more);
    }
    EXPECT_EQ(place_of(d), "populations");
}

TEST(Finish, AcceptsAsManyPartnersAsThereAre) {
    auto d = valid();
    auto& rule = d.projections[0].rule;
    rule.allow_multapses = false;
    rule.kind = RuleKind::fixed_indegree;
    rule.degree = 100;
    EXPECT_EQ(check_and_number(d).size(), 0U);
    rule.kind = RuleKind::fixed_total_number;
    rule.degree = 2500;
    EXPECT_EQ(check_and_number(d).size(), 0U);
}

TEST(Nearest, FindsSwapsInsertionsAndCase) {
    EXPECT_EQ(edit_distance("tau_m", "tua_m"), 1U);
    EXPECT_EQ(edit_distance("c_m", "C_m"), 0U);
    EXPECT_EQ(edit_distance("", "abc"), 3U);
    const std::vector<std::string_view> known{"weight", "delay"};
    EXPECT_EQ(suggest("wieght", known), "; did you mean \"weight\"?");
    EXPECT_EQ(suggest("zzzzz", known), "; known: weight, delay");
}

TEST(Description, TimesBeyondAnyRunAreNever) {
    const Description description;

    EXPECT_EQ(description.steps(1.25), 13);
    for (const double ms : {1e18, 1e300, std::numeric_limits<double>::infinity()}) {
        EXPECT_EQ(description.steps(ms), Description::never);
    }
}

}  // namespace
}  // namespace callosum
