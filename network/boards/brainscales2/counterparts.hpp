#pragma once

#include <array>
#include <string_view>

/// The neuron models that the chip's neuron stands for, and those that the emulation simulates it with: the
/// one place of this folder that names them.
namespace callosum::brainscales2 {

/// The shape of a synaptic event, on which the translation depends.
enum class Shape { none, exponential, alpha, jump, discrete };

struct Counterpart {
    std::string_view model;
    Shape shape = Shape::none;
};

inline constexpr std::array<Counterpart, 4> counterparts{{{"iaf_psc_exp", Shape::exponential},
                                                          {"iaf_psc_alpha", Shape::alpha},
                                                          {"iaf_psc_delta", Shape::jump},
                                                          {"lif_curr_exp", Shape::discrete}}};

/// `none` where the chip has no counterpart.
[[nodiscard]] constexpr Shape shape_of(std::string_view model) {
    for (const auto& one : counterparts) {
        if (one.model == model) { return one.shape; }
    }
    return Shape::none;
}

/// The analogue neuron.
inline constexpr std::string_view neuron_model = counterparts[0].model;

}  // namespace callosum::brainscales2
