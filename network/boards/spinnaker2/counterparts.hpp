#pragma once

#include <array>
#include <string_view>

/// The neuron models that the board's neurons stand for, and the vendor's names of its applications: the
/// one place of this folder that names them.
namespace callosum::spinnaker2 {

/// Tells how a model becomes one of the board's: it is one, or its synaptic events have a shape.
enum class Shape { none, native, exponential, alpha, jump };

struct Counterpart {
    std::string_view model;
    Shape shape = Shape::none;
};

/// Applications of the board that our models of the same names are.
inline constexpr std::string_view jump_application = "lif";
inline constexpr std::string_view current_application = "lif_curr_exp";
inline constexpr std::string_view poisson_application = "poisson_process";
/// Spikes that are listed; in the emulation neurons that repeat them.
inline constexpr std::string_view list_application = "spike_list";

inline constexpr std::array<Counterpart, 5> counterparts{{{jump_application, Shape::native},
                                                          {current_application, Shape::native},
                                                          {"iaf_psc_exp", Shape::exponential},
                                                          {"iaf_psc_alpha", Shape::alpha},
                                                          {"iaf_psc_delta", Shape::jump}}};

/// `none` where the board has no counterpart.
[[nodiscard]] constexpr Shape shape_of(std::string_view model) {
    for (const auto& one : counterparts) {
        if (one.model == model) { return one.shape; }
    }
    return Shape::none;
}

}  // namespace callosum::spinnaker2
