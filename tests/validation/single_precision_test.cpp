#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

#include "models/info.hpp"
#include "tests/validation/recorded.hpp"

// What single precision holds (models/README.md), against the same run in double: over 200 ms the same
// spikes within one step, and V_m within 0.01 mV before the first. The replays of NEST's traces
// (replay_test.cpp) hold the same rule against NEST; here are more models, parameters and steps.
namespace callosum {
namespace {

struct Regime {
    std::string name, model;
    std::map<std::string, double> params, initial;
    double weight;         ///< of the spikes that come in besides; 0: none
    double finest_ms = 0;  ///< smallest dt at which the rule holds
};

const std::vector<Regime>& regimes() {
    static const std::vector<Regime> all{
        {"integrates", "iaf_psc_exp", {{"I_e", 420}}, {}, 150},
        {"integrates alpha", "iaf_psc_alpha", {{"I_e", 420}}, {}, 150},
        {"integrates jumps", "iaf_psc_delta", {{"I_e", 420}}, {}, 1.5},
        {"conductances", "iaf_cond_exp", {{"I_e", 300}}, {}, 3},
        {"alpha conductances", "iaf_cond_alpha", {{"I_e", 300}}, {}, 3},
        {"adapts by conductances", "iaf_cond_exp_adaptive", {{"I_e", 500}}, {}, 3},
        {"tonic", "aeif_cond_exp", {{"I_e", 900}}, {}, 6},
        // At dt = 0.01 ms double itself moves its spikes by 5 steps if I_e changes by 6e-8 of its value,
        // one rounding to single precision.
        {"bursts",
         "aeif_cond_exp",
         {{"I_e", 800}, {"tau_w", 20}, {"V_reset", -47.5}, {"a", 4}, {"b", 100}},
         {},
         4,
         0.1},
        {"accelerates",
         "aeif_cond_exp",
         {{"I_e", 300}, {"a", -0.5}, {"b", 7}, {"g_L", 12}, {"C_m", 130}, {"tau_w", 300}},
         {},
         2},
        {"tonic alpha", "aeif_cond_alpha", {{"I_e", 900}}, {}, 6},
        {"tonic currents", "aeif_psc_exp", {{"I_e", 900}}, {}, 200},
        {"tonic jumps", "aeif_psc_delta_clopath", {{"I_e", 900}}, {}, 2},
        {"regular spiking", "izhikevich", {{"I_e", 8}}, {{"U_m", -14}}, 2},
        {"fast spiking", "izhikevich", {{"a", 0.1}, {"d", 2}, {"I_e", 8}}, {{"U_m", -14}}, 2},
        {"chattering", "izhikevich", {{"c", -50}, {"d", 2}, {"I_e", 10}}, {{"U_m", -14}}, 2},
        {"intrinsically bursting",
         "izhikevich",
         {{"c", -55}, {"d", 4}, {"I_e", 10}},
         {{"U_m", -14}},
         2},
        {"low threshold", "izhikevich", {{"b", 0.25}, {"d", 2}, {"I_e", 6}}, {{"U_m", -16}}, 2},
        {"two half steps",
         "izhikevich",
         {{"consistent_integration", 0}, {"I_e", 8}},
         {{"U_m", -14}},
         2},
        {"cortical", "hh_cond_exp_traub", {{"I_e", 200}}, {}, 5},
        {"squid", "hh_psc_alpha", {{"I_e", 800}}, {}, 100},
        {"squid near rheobase", "hh_psc_alpha", {{"I_e", 640}}, {}, 0},
        {"squid in densities", "hh_squid", {{"I_e", 100}}, {}, 0},
    };
    return all;
}

std::int64_t largest_shift(const std::vector<Spike>& a, const std::vector<Spike>& b) {
    std::int64_t largest = 0;
    for (std::size_t k = 0; k < a.size(); ++k) {
        largest = std::max(largest, std::abs(a[k].step - b[k].step));
    }
    return largest;
}

Description description_of(const Regime& regime, double dt_ms, Precision precision) {
    auto population = test::neurons("cells", 1, regime.model);
    for (const auto& [name, number] : regime.params) {
        population.params[name] = test::value(number);
    }
    for (const auto& [name, number] : regime.initial) {
        population.initial[name] = test::value(number);
    }
    auto description = test::alone(std::move(population), 200, dt_ms);
    description.precision = precision;
    if (regime.weight == 0) { return description; }
    for (const double sign : {1.0, -1.0}) {
        auto train = test::stimulus("spike_generator", 0);
        for (double time_ms = sign > 0 ? 4 : 9; time_ms<200; time_ms += sign> 0 ? 6.7 : 10.3) {
            train.lists["spike_times"].push_back(std::round(time_ms * 10) / 10);
        }
        train.weight = test::value(sign * regime.weight);
        train.delay_ms = 1;
        description.stimuli.push_back(std::move(train));
    }
    return description;
}

}  // namespace

TEST_CASE("Single precision spikes as double does, within one step over 200 ms") {
    for (const auto& regime : regimes()) {
        for (const double dt_ms : {0.1, 0.01}) {
            if (dt_ms < regime.finest_ms) { continue; }
            INFO(regime.model << ", " << regime.name << ", dt = " << dt_ms << " ms");
            const auto exact =
                test::record(description_of(regime, dt_ms, Precision::double_), {"V_m"});
            const auto single =
                test::record(description_of(regime, dt_ms, Precision::single), {"V_m"});
            REQUIRE(exact.spikes.size() > 1);
            REQUIRE(single.spikes.size() == exact.spikes.size());
            CHECK(largest_shift(single.spikes, exact.spikes) <= 1);
            double off_mV = 0;
            for (std::int64_t step = 1; step < exact.spikes[0].step; ++step) {
                off_mV = std::max(off_mV, std::abs(single.after(step) - exact.after(step)));
            }
            CHECK(off_mV <= 1e-2);
        }
    }
}

TEST_CASE("A model that is computed in double has the bits of double in single precision") {
    for (const auto& regime : regimes()) {
        if (regime.model != "izhikevich") { continue; }
        INFO(regime.name);
        const auto exact = test::record(description_of(regime, 0.01, Precision::double_), {"V_m"});
        const auto single = test::record(description_of(regime, 0.01, Precision::single), {"V_m"});
        CHECK(single.rows == exact.rows);
    }
}

}  // namespace callosum
