#include "models/synapse/clopath_synapse.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "models/neuron/aeif_psc_delta_clopath.hpp"

// The terms of Clopath et al. (2010), equations 1 to 3, with numbers of NEST's defaults.
namespace callosum::test {
namespace clopath_synapse_test {
namespace {

constexpr double dt = 0.1;
constexpr ClopathSynapse::Neuron default_value{14e-5, 8e-5 * dt, -45.3, -70.6, true, 60};

TEST(ClopathSynapse, RisesWhereThePotentialIsAboveBothThresholds) {
    EXPECT_NEAR(ClopathSynapse::potentiation({33, -60, -60, -70}, default_value),
                8e-5 * (33 + 45.3) * (70.6 - 60) * dt, 1e-18);
    EXPECT_EQ(ClopathSynapse::potentiation({-45.3, -60, -60, -70}, default_value), 0);
    EXPECT_EQ(ClopathSynapse::potentiation({33, -70.6, -60, -70}, default_value), 0);
    EXPECT_EQ(ClopathSynapse::potentiation({-80, -80, -60, -70}, default_value), 0);
}

TEST(ClopathSynapse, FallsAtASpikeWhereTheSlowPotentialIsAboveItsThreshold) {
    EXPECT_NEAR(ClopathSynapse::depression({-65, -60, -62.6, -70}, default_value), 14e-5 * 8,
                1e-16);  // potentials are rounded to 1e-14 mV
    EXPECT_EQ(ClopathSynapse::depression({33, 0, -70.6, -70}, default_value), 0);
    EXPECT_EQ(ClopathSynapse::depression({33, 0, -90, -70}, default_value), 0);
}

TEST(ClopathSynapse, FallsMoreTheHigherTheMeanPotentialIs) {
    auto homeostatic = default_value;
    homeostatic.ltd_const = false;

    EXPECT_NEAR(ClopathSynapse::depression({-65, -60, -62.6, 12}, homeostatic),
                14e-5 * 8 * 144 / 60, 1e-17);
    EXPECT_EQ(ClopathSynapse::depression({-65, -60, -62.6, 0}, homeostatic), 0);
}

TEST(ClopathSynapse, SumsUpPresynapticSpikesThatFade) {
    const auto k = ClopathSynapse::prepare({20, 0, 100}, dt);
    ClopathSynapse::Source source;
    ClopathSynapse::count(source, k, 1000);
    EXPECT_EQ(source.x_bar, 1.0 / 20);

    ClopathSynapse::count(source, k, 300);
    ClopathSynapse::count(source, k, 0);

    EXPECT_NEAR(source.x_bar, (std::exp(-30.0 / 20) + 2) / 20, 1e-16);
}

TEST(ClopathSynapse, StaysWithinItsBounds) {
    EXPECT_EQ(ClopathSynapse::raised(3.0, 10, 0.2, 4.0), 4);
    EXPECT_EQ(ClopathSynapse::raised(3.0, 2, 0.25, 4.0), 3.5);
    EXPECT_EQ(ClopathSynapse::lowered(3.0, 2.5, 1.0), 1);
    EXPECT_EQ(ClopathSynapse::lowered(3.0, 0.5, 1.0), 2.5);
}

TEST(ClopathSynapse, HasDefaultsOfNest) {
    const auto fields = history_fields(AeifPscDeltaClopath::info);
    const auto standard_of = [&](std::string_view name) {
        return std::ranges::find(fields, name, &Field::name)->default_value;
    };

    for (const auto& [name, value] : {std::pair{"A_LTD", 14e-5},
                                      {"A_LTP", 8e-5},
                                      {"theta_plus", -45.3},
                                      {"theta_minus", -70.6},
                                      {"A_LTD_const", 1.0},
                                      {"delay_u_bars", 5.0},
                                      {"u_ref_squared", 60.0}}) {
        EXPECT_EQ(standard_of(name), value) << name;
    }
    EXPECT_EQ(ClopathSynapse::params[ClopathSynapse::tau_x].default_value, 15);
    EXPECT_EQ(ClopathSynapse::params[ClopathSynapse::Wmin].default_value, 0);
    EXPECT_EQ(ClopathSynapse::params[ClopathSynapse::Wmax].default_value, 100);
}

}  // namespace
}  // namespace clopath_synapse_test
}  // namespace callosum::test
