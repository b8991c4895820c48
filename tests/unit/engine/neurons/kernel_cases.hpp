#pragma once

#include <cmath>
#include <map>
#include <numbers>
#include <string>
#include <vector>

#include "tests/unit/engine/neurons/kernel_pair.hpp"

/// Every model of the registry and every variant of it: what tests of the kernels run over.
namespace callosum::test {

struct Case {
    std::string name;
    std::string model;
    std::map<std::string, Values> params;
    bool separate = false;
};

/// Parameters by hand: what takes another variant of the model or another branch.
inline std::vector<Case> cases() {
    const auto x = [](double value) { return Values(Distribution::constant(value)); };
    std::vector<Case> all;
    for (const auto& model : neuron_models()) {
        all.push_back({std::string(model.name) + "_defaults", std::string(model.name), {}});
    }
    std::erase_if(all, [](const Case& each) { return each.model == "ignore_and_fire"; });
    all.push_back({"ignore_and_fire_fast", "ignore_and_fire", {{"rate", x(700)}}});
    all.push_back({"iaf_psc_exp_soft", "iaf_psc_exp", {{"delta", x(2)}, {"rho", x(5)}}});
    all.push_back({"pp_psc_delta_no_dead_time", "pp_psc_delta", {{"dead_time", x(0)}}});
    all.push_back({"izhikevich_paper", "izhikevich", {{"consistent_integration", x(0)}}});
    for (const std::string model : {"iaf_psc_exp", "iaf_psc_alpha"}) {
        all.push_back(
            {model + "_two_time_constants", model, {{"tau_syn_ex", x(0.5)}, {"tau_syn_in", x(3)}}});
        all.push_back({model + "_separate", model, {}, true});
        all.push_back({model + "_tau_syn_is_tau_m",
                       model,
                       {{"tau_m", x(2)}, {"tau_syn_ex", x(2)}, {"tau_syn_in", x(2)}}});
        all.push_back({model + "_not_refractory", model, {{"t_ref", x(0)}, {"I_e", x(400)}}});
    }
    all.push_back({"iaf_psc_delta_keeps_input", "iaf_psc_delta", {{"refractory_input", x(1)}}});
    all.push_back({"iaf_psc_delta_bounded", "iaf_psc_delta", {{"V_min", x(-71)}}});
    all.push_back({"iaf_psc_delta_not_refractory", "iaf_psc_delta", {{"t_ref", x(0)}}});
    return all;
}

/// Input of one step that makes a resting neuron spike now and then. Its many digits matter: products
/// with short numbers are exact, and then nobody could tell a fused multiply-add from two roundings.
inline double amplitude(const std::string& model) {
    const auto* info = find_neuron_model(model);
    const auto unit = info->weight_unit;
    if (info->counts_spikes) { return 3; }
    if (info->conductances) { return std::numbers::pi * 100; }
    if (model == "izhikevich") { return std::numbers::pi * 80; }
    return std::numbers::pi * (unit == "pA" ? 500 : unit == "mV" ? 5 : 3);
}

class Kernel : public testing::TestWithParam<Case> {
  protected:
    static constexpr std::uint64_t size = 100;

    [[nodiscard]] Description described(Precision precision = Precision::double_) const {
        Description description;
        description.seed = 7;
        description.duration_ms = 100;
        description.precision = precision;
        // A first gid that is no multiple of 16: nothing may depend on it.
        description.populations = {neurons("before", 37),
                                   neurons("tested", size, GetParam().model, GetParam().params)};
        auto& tested = description.populations[1];
        tested.separate_receptors = GetParam().separate;
        for (const auto& field : find_neuron_model(GetParam().model)->state) {
            if (field.name == "V_m") {
                tested.initial["V_m"] = Distribution{Distribution::Kind::uniform, -70, -56};
            }
        }
        return description;
    }
    [[nodiscard]] double input() const { return amplitude(GetParam().model); }
    [[nodiscard]] const ModelInfo& info() const { return *find_neuron_model(GetParam().model); }
    /// Who counts spikes takes weights of 1 alone; a named receptor takes no negative conductance.
    [[nodiscard]] Distribution weight(double wanted) const {
        return Distribution::constant(info().counts_spikes ? 1 : wanted);
    }
    [[nodiscard]] Distribution weight(const Distribution& wanted) const {
        return info().counts_spikes ? Distribution::constant(1) : wanted;
    }
    [[nodiscard]] Stimulus poisson(double rate) const {
        Stimulus made = stimulus("poisson_generator", 1);
        made.values["rate"] = Distribution::constant(rate);
        made.weight = weight(input() / 10);
        if (info().receptor_per_list_element) { made.receptor = 0; }
        return made;
    }
    void expect_equal(const Description& description, NeuronRange range = {1, 0, size},
                      Width width = Width::narrow) const {
        KernelPair pair(complete(description), range, width);
        pair.run(120, input());
        EXPECT_GT(pair.n_spikes(), 0U) << "nobody spiked: reset and hold were not tested";
    }
};

}  // namespace callosum::test
