#pragma once

#include <array>
#include <string>
#include <string_view>

/// The neuron models that nodes of a NIR graph stand for: the one place of this folder that names them.
namespace callosum::nir {

/// The scheme of a model's steps; a file has one for all its nodes.
enum class Steps { input, euler, exact };

struct Counterpart {
    std::string_view model;
    Steps steps = Steps::input;
    bool has_current = false;  ///< synaptic currents that decay (CubaLIF)
};

inline constexpr std::array<Counterpart, 5> counterparts{{{"lif", Steps::euler, false},
                                                          {"lif_curr_exp", Steps::euler, true},
                                                          {"iaf_psc_delta", Steps::exact, false},
                                                          {"iaf_psc_exp", Steps::exact, true},
                                                          {"parrot_neuron", Steps::input, false}}};

/// nullptr where NIR has none.
[[nodiscard]] inline const Counterpart* counterpart_of(std::string_view model) {
    for (const auto& one : counterparts) {
        if (one.model == model) { return &one; }
    }
    return nullptr;
}

[[nodiscard]] inline bool is_input(std::string_view model) {
    const auto* found = counterpart_of(model);
    return found != nullptr && found->steps == Steps::input;
}

[[nodiscard]] inline std::string model_for(Steps steps, bool has_current) {
    for (const auto& one : counterparts) {
        if (one.steps == steps && one.has_current == has_current) { return std::string(one.model); }
    }
    return {};
}

/// "lif, lif_curr_exp, ... and parrot_neuron (as input)", for messages.
[[nodiscard]] inline std::string counterpart_names() {
    std::string names;
    for (const auto& one : counterparts) {
        const bool last = &one == &counterparts.back();
        names += (names.empty() ? "" : last ? " and " : ", ") + std::string(one.model);
        if (one.steps == Steps::input) { names += " (as input)"; }
    }
    return names;
}

}  // namespace callosum::nir
