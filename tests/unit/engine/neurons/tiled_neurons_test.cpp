#include "engine/neurons/tiled_neurons.hpp"

#include <cmath>
#include <optional>

#include <gtest/gtest.h>

#include "engine/base/state_checks.hpp"
#include "engine/reference/make_reference_neurons.hpp"
#include "models/registry.hpp"
#include "tests/unit/engine/neurons/kernel_cases.hpp"

// The fast kernel (lanes of 16 neurons) against the plain one, bit for bit: every spike and every
// recordable after every step. Models come from the registry, so a new one is tested as it is added.
namespace callosum::test {
namespace {

TEST_P(Kernel, EqualsTheReferenceForEveryRowWidthAndPrecision) {
    for (const auto precision : {Precision::double_, Precision::single}) {
        for (const auto width : {Width::narrow, Width::wide, Width::mixed}) {
            SCOPED_TRACE(static_cast<int>(width));
            expect_equal(described(precision), {1, 0, size}, width);
        }
    }
}

TEST_P(Kernel, EqualsTheReferenceForTailsAndStartsInsideThePopulation) {
    for (const NeuronRange range :
         {NeuronRange{1, 0, 5}, {1, 0, 16}, {1, 16, 33}, {1, 48, 95}, {1, 64, 100}}) {
        Description description = described(Precision::single);
        description.stimuli = {poisson(2000)};
        SCOPED_TRACE(range.first);
        expect_equal(description, range);
    }
}

TEST_P(Kernel, EqualsTheReferenceWhereNeuronsDiffer) {
    for (const auto precision : {Precision::double_, Precision::single}) {
        Description description = described(precision);
        auto& params = description.populations[1].params;
        for (const auto& field : find_neuron_model(GetParam().model)->params) {
            const auto given = params.find(std::string(field.name));
            const double base = given == params.end() ? field.default_value
                                                      : std::get<Distribution>(given->second).a;
            if (!std::isfinite(base) || field.kind != FieldKind::real) { continue; }
            std::vector<double> each;
            for (std::uint64_t i = 0; i < size; ++i) {
                const double factor = 1 + 0.001 * static_cast<double>(i * 37 % 61);
                each.push_back(std::clamp(base * factor, field.low, field.high));
            }
            params[std::string(field.name)] = each;
        }
        description.stimuli = {poisson(2000)};

        for (const auto width : {Width::narrow, Width::wide}) {
            expect_equal(description, {1, 32, 87}, width);
        }
    }
}

TEST_P(Kernel, EqualsTheReferenceWithOnePoissonStimulusInsideTheLoop) {
    for (const auto precision : {Precision::double_, Precision::single}) {
        for (const double sign : {1.0, -1.0}) {
            Description description = described(precision);
            description.stimuli = {poisson(8000)};
            description.stimuli[0].weight = weight(sign * input() / 20);
            description.stimuli[0].start_ms = 1;
            description.stimuli[0].stop_ms = 8;
            description.stimuli[0].delay_ms = 1.5;

            for (const auto width : {Width::narrow, Width::wide, Width::mixed}) {
                expect_equal(description, {1, 16, 90}, width);
            }
        }
    }
}

TEST_P(Kernel, EqualsTheReferenceWithSpikingStimuliThatTheLoopCannotDraw) {
    Description description = described();
    Stimulus large = poisson(400000);  // 40 per step: a table beyond 32 columns
    large.weight = weight(input() / 400);
    Stimulus weighted = poisson(3000);
    weighted.weight = weight(Distribution{Distribution::Kind::normal, 0, input() / 10});
    Stimulus rated = poisson(0);
    rated.values["rate"] = Distribution{Distribution::Kind::uniform, 0, 200000};
    rated.weight = weight(-input() / 200);
    Stimulus partial = poisson(3000);
    partial.target_slice = {10, 61};
    Stimulus listed = stimulus("spike_generator", 1);
    listed.lists["spike_times"] = {0.1, 2.5, 2.5, 7};
    listed.weight = weight(input());
    listed.receptor = large.receptor;
    for (const auto& only : {large, weighted, rated, partial, listed}) {
        Description own = description;
        own.stimuli = {only};
        expect_equal(own, {1, 16, 90});
    }

    // All at once, the first one as the loop could draw it: the order of adding must be kept.
    description.precision = Precision::single;
    description.stimuli = {poisson(5000), large, weighted, rated, partial, listed};
    for (const auto width : {Width::narrow, Width::wide}) {
        expect_equal(description, {1, 0, 100}, width);
    }
}

TEST_P(Kernel, EqualsTheReferenceWithCurrents) {
    for (const auto precision : {Precision::double_, Precision::single}) {
        Description description = described(precision);
        Stimulus constant = stimulus("dc_generator", 1);
        constant.values["amplitude"] = Distribution{Distribution::Kind::uniform, -100, 300};
        constant.start_ms = 1;
        constant.stop_ms = 9;
        constant.target_slice = {20, 77};
        Stimulus stepped = stimulus("step_current_generator", 1);
        stepped.lists["amplitude_times"] = {0.5, 3, 7.1};
        stepped.lists["amplitude_values"] = {200.1, -70.3, 0};
        description.stimuli = {constant, stepped, poisson(2000)};

        expect_equal(description, {1, 16, 90});
    }
}

INSTANTIATE_TEST_SUITE_P(EveryModel, Kernel, testing::ValuesIn(cases()),
                         [](const auto& each) { return each.param.name; });

TEST(KernelCases, TakeEveryVariantOfTheRegistry) {
    std::size_t variant = 0;
    visit_models(NeuronModels{}, [&]<class M>() {
        bool taken = false;
        for (const auto& each : cases()) {
            Description description;
            description.duration_ms = 1;
            description.populations = {neurons("a", 1, each.model, each.params)};
            description.populations[0].separate_receptors = each.separate;
            const PopulationValues values(description, 0);
            bool earlier = false;
            std::size_t at = 0;
            visit_models(NeuronModels{}, [&]<class Other>() {
                const bool fits = Other::info.name == each.model && Other::applies(values.query());
                taken = taken || (fits && !earlier && at == variant);
                earlier = earlier || fits;
                ++at;
                return false;
            });
        }
        EXPECT_TRUE(taken) << "variant " << variant << " (" << M::info.name
                           << "): add parameters to cases() that take it";
        ++variant;
        return false;
    });
}

TEST(Neurons, RefusesARefractoryPeriodBeyondItsCounters) {
    Description description;
    description.dt_ms = 0.01;
    description.duration_ms = 1;
    description.populations = {
        neurons("slow", 20, "iaf_psc_exp", {{"t_ref", Distribution::constant(1)}})};
    description = complete(description);
    description.populations[0].params["t_ref"] = Distribution::constant(1000);  // past the check
    const FixedPointPlan plan = plan_fixed_point(description);
    const NeuronRange range{0, 0, 20};
    const auto layout = lay_out_rows(plan, {range});

    try {
        (void)make_local_neurons({description, plan, range, layout.places[0]});
        FAIL() << "100000 steps do not fit into 16 bits";
    } catch (const Error& error) {
        EXPECT_NE(std::string(error.what()).find("'slow'"), std::string::npos) << error.what();
        EXPECT_NE(std::string(error.what()).find("100000 steps"), std::string::npos);
    }
}

std::optional<std::uint64_t> first_not_finite(LocalNeurons& neurons) {
    NotFinite search;
    neurons.visit_state(search);
    return search.index();
}

TEST(Neurons, FindsTheNeuronWhoseStateIsNotFinite) {
    for (const auto precision : {Precision::double_, Precision::single}) {
        Description description;
        description.duration_ms = 1;
        description.precision = precision;
        description.populations = {neurons("a", 40)};
        std::vector<double> currents(40, 0.0);
        currents[21] = -1e300;
        Stimulus strong = stimulus("dc_generator", 0);
        strong.values["amplitude"] = currents;
        description.stimuli = {strong};
        description.populations[0].params["C_m"] = Distribution::constant(1e-10);
        description = complete(description);
        const FixedPointPlan plan = plan_fixed_point(description);
        const NeuronRange range{0, 0, 40};
        const auto layout = lay_out_rows(plan, {range});
        const RangeSetup setup{description, plan, range, layout.places[0]};
        InputRows rows{Column<std::int32_t>(layout.n_narrow), Column<std::int64_t>(layout.n_wide)};

        for (const auto& state : {make_local_neurons(setup), make_reference_neurons(setup)}) {
            EXPECT_FALSE(first_not_finite(*state));
            std::vector<std::uint32_t> fired;
            state->update(1, rows, fired);
            EXPECT_EQ(first_not_finite(*state), 21U);
        }
    }
}

}  // namespace
}  // namespace callosum::test
