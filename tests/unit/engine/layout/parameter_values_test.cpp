#include "engine/layout/parameter_values.hpp"

#include <gtest/gtest.h>

#include "engine/neurons/local_neurons.hpp"
#include "models/neuron/iaf_psc_exp.hpp"
#include "tests/support/small_networks.hpp"

namespace callosum::test {
namespace {

const Values drawn = Distribution{Distribution::Kind::uniform, -70, -60};
using Exp = IafPscExp<2>;

TEST(ValueOf, GivesAConstantToAll) {
    const Values constant = Distribution::constant(3.5);

    EXPECT_EQ(value_of(constant, 1, Purpose::parameter, 0, 0), 3.5);
    EXPECT_EQ(value_of(constant, 2, Purpose::initial, 9, 1000), 3.5);
    EXPECT_EQ(shared_value(constant), 3.5);
}

TEST(ValueOf, GivesEachItsOwnOfAList) {
    const Values list = std::vector<double>{1, 2, 3};

    EXPECT_EQ(value_of(list, 1, Purpose::parameter, 0, 2), 3);
    EXPECT_FALSE(shared_value(list));
}

TEST(ValueOf, KeysADrawByEverythingThatItIsFor) {
    const double one = value_of(drawn, 1, Purpose::parameter, 4, 10);

    EXPECT_EQ(value_of(drawn, 1, Purpose::parameter, 4, 10), one);
    EXPECT_NE(value_of(drawn, 2, Purpose::parameter, 4, 10), one);
    EXPECT_NE(value_of(drawn, 1, Purpose::initial, 4, 10), one);
    EXPECT_NE(value_of(drawn, 1, Purpose::parameter, 5, 10), one);
    EXPECT_NE(value_of(drawn, 1, Purpose::parameter, 4, 11), one);
    EXPECT_NE(value_of(drawn, 1, Purpose::parameter, 4, 10 + (std::uint64_t{1} << 32U)), one);
    EXPECT_FALSE(shared_value(drawn));
}

TEST(ValueOf, DrawsFromTheDistribution) {
    constexpr std::uint64_t n = 20000;
    double sum = 0;
    for (std::uint64_t i = 0; i < n; ++i) {
        const double x = value_of(drawn, 1, Purpose::initial, 0, i);
        ASSERT_GE(x, -70);
        ASSERT_LE(x, -60);
        sum += x;
    }

    // Five standard errors of the mean of a uniform number of width 10.
    EXPECT_NEAR(sum / n, -65, 5 * 10 / std::sqrt(12.0 * n));
}

class Population2 : public testing::Test {
  protected:
    Description description;
    Population2() {
        description.populations = {neurons("other", 3), neurons("tested", 100)};
        auto& params = description.populations[1].params;
        params["E_L"] = Distribution{Distribution::Kind::normal, -65, 2};
        params["tau_m"] = Distribution::constant(15);
        params["C_m"] = std::vector<double>(100, 200);
    }
};

TEST_F(Population2, TakesWhatWasGivenAndOtherwiseTheDefault) {
    const PopulationValues values(description, 1);

    EXPECT_EQ(values.model().name, "iaf_psc_exp");
    EXPECT_EQ(values.shared_param(Exp::tau_m), 15);
    EXPECT_EQ(values.shared_param(Exp::V_th), -55);
    EXPECT_FALSE(values.shared_param(Exp::C_m));
    EXPECT_FALSE(values.shared_param(Exp::E_L));
    EXPECT_EQ(values.param(Exp::C_m, 99), 200);
    EXPECT_FALSE(values.all_shared());
    EXPECT_TRUE(PopulationValues(description, 0).all_shared());
}

TEST_F(Population2, GivesTheVariantQueryOfItsModel) {
    description.populations[1].separate_receptors = true;
    const PopulationValues values(description, 1);

    const VariantQuery query = values.query();

    EXPECT_TRUE(query.separate_receptors);
    EXPECT_EQ(query.shared(Exp::tau_m), 15);
    EXPECT_FALSE(query.shared(Exp::E_L));
}

TEST_F(Population2, StartsTheVoltageAtEveryNeuronsOwnRest) {
    const PopulationValues values(description, 1);

    EXPECT_NE(values.param(Exp::E_L, 4), values.param(Exp::E_L, 5));
    EXPECT_EQ(values.initial(0, 4), values.param(Exp::E_L, 4));
    EXPECT_EQ(values.initial(1, 4), 0);
}

TEST_F(Population2, DrawsParametersAndStatesOfTheSameNumberApart) {
    auto& tested = description.populations[1];
    tested.params["E_L"] = drawn;
    tested.params["V_reset"] = drawn;
    tested.initial["V_m"] = drawn;
    const PopulationValues values(description, 1);

    EXPECT_NE(values.param(Exp::E_L, 0), values.param(Exp::V_reset, 0));
    EXPECT_NE(values.initial(0, 0), values.param(Exp::E_L, 0));
}

TEST_F(Population2, GivesANeuronTheSameValuesInEveryRange) {
    auto& tested = description.populations[1];
    tested.initial["V_m"] = drawn;
    tested.initial["I_syn_ex"] = std::vector<double>(100, 0);
    for (std::size_t i = 0; i < 100; ++i) {
        std::get<std::vector<double>>(tested.initial["I_syn_ex"])[i] = static_cast<double>(i);
    }
    description.duration_ms = 1;
    description = complete(description);
    const FixedPointPlan plan = plan_fixed_point(description);
    const auto state_of = [&](NeuronRange range) {
        const auto layout = lay_out_rows(plan, {range});
        return make_local_neurons({description, plan, range, layout.places[0]});
    };

    const auto whole = state_of({1, 0, 100});
    const auto part = state_of({1, 48, 71});

    for (std::uint64_t i = 0; i < 23; ++i) {
        EXPECT_EQ(part->sample(i, 0), whole->sample(48 + i, 0));
        EXPECT_EQ(part->sample(i, 1), static_cast<double>(48 + i));
    }
}

}  // namespace
}  // namespace callosum::test
