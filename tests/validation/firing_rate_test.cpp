#include <cmath>
#include <map>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/validation/recorded.hpp"

// Firing under constant current: on the grid, the membrane needs the next whole number of steps from
// V_reset to V_th, and is held for the refractory period before.
namespace firing_rate_test {
namespace {

using namespace callosum;
using namespace callosum::test;

constexpr double tau_m = 10, c_m = 250, e_l = -65, v_th = -50, v_reset = -62;
constexpr double rheobase_pA = (v_th - e_l) * c_m / tau_m;

/// Steps from `v` up to the threshold at a current above the rheobase.
double steps_to_threshold(double v, double current_pA, double dt_ms) {
    const double v_inf = e_l + current_pA * tau_m / c_m;
    return tau_m / dt_ms * std::log((v_inf - v) / (v_inf - v_th));
}

/// Neurons with one current each.
Population driven(const std::vector<double>& currents_pA, double t_ref_ms) {
    auto population = neurons("n", currents_pA.size(), "iaf_psc_exp",
                              {{"tau_m", value(tau_m)},
                               {"C_m", value(c_m)},
                               {"E_L", value(e_l)},
                               {"V_th", value(v_th)},
                               {"V_reset", value(v_reset)},
                               {"t_ref", value(t_ref_ms)}});
    population.params["I_e"] = currents_pA;
    return population;
}

TEST_CASE("Every interval of the f-I curve is the closed form, rounded up to the grid") {
    const double dt_ms = GENERATE(0.1, 0.5);
    const double t_ref_ms = GENERATE(0.0, 2.0);
    std::vector<double> currents_pA;
    for (int i = 0; i < 100; ++i) { currents_pA.push_back(rheobase_pA * (1.003 + 0.017 * i)); }

    const auto recorded = record(alone(driven(currents_pA, t_ref_ms), 500, dt_ms), {"V_m"});

    std::map<std::uint64_t, std::vector<std::int64_t>> trains;
    for (const auto& spike : recorded.spikes) { trains[spike.gid].push_back(spike.step); }
    REQUIRE(trains.size() == currents_pA.size());
    const auto held = std::llround(t_ref_ms / dt_ms);
    for (const auto& [gid, train] : trains) {
        const double current_pA = currents_pA[gid];
        CAPTURE(current_pA, dt_ms, t_ref_ms);
        const auto first = std::llround(std::ceil(steps_to_threshold(e_l, current_pA, dt_ms)));
        const auto interval =
            held + std::llround(std::ceil(steps_to_threshold(v_reset, current_pA, dt_ms)));
        REQUIRE(train[0] == first);
        REQUIRE(train.size() ==
                static_cast<std::size_t>((recorded.n_steps() - first) / interval + 1));
        for (std::size_t k = 1; k < train.size(); ++k) {
            REQUIRE(train[k] - train[k - 1] == interval);
        }
    }
}

TEST_CASE("The rate falls to zero at the rheobase") {
    const auto recorded = record(
        alone(driven({0.5 * rheobase_pA, 0.999 * rheobase_pA, 1.001 * rheobase_pA}, 2), 2000),
        {"V_m"});

    REQUIRE_FALSE(recorded.spikes.empty());
    for (const auto& spike : recorded.spikes) { CHECK(spike.gid == 2); }
}

TEST_CASE("After a spike V_m is V_reset for t_ref, rounded to the grid") {
    struct Case {
        double t_ref_ms, dt_ms;
        std::int64_t held;
    };
    const auto c =
        GENERATE(Case{0, 0.1, 0}, Case{0.04, 0.1, 0}, Case{0.06, 0.1, 1}, Case{2, 0.1, 20},
                 Case{2.26, 0.1, 23}, Case{2, 0.3, 7}, Case{12.3, 0.1, 123});

    const auto recorded =
        record(alone(driven({2 * rheobase_pA}, c.t_ref_ms), 60, c.dt_ms), {"V_m"});

    REQUIRE(recorded.spikes.size() > 1);
    const auto spike = recorded.spikes[0].step;
    CHECK(recorded.after(spike - 1) > v_reset);
    for (std::int64_t k = spike; k <= spike + c.held; ++k) {
        CHECK(recorded.after(k) == Approx(v_reset).epsilon(1e-15));
    }
    CHECK(recorded.after(spike + c.held + 1) > v_reset + 0.1);
}

}  // namespace
}  // namespace firing_rate_test
