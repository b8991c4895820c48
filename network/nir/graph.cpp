#include "network/nir/graph.hpp"

#include <algorithm>
#include <array>

namespace callosum::nir {
namespace {

constexpr std::array rules{
    FieldRule{"Input", "shape", ""},
    FieldRule{"Output", "shape", ""},
    FieldRule{"Affine", "weight bias", ""},
    FieldRule{"Linear", "weight", ""},
    FieldRule{"Scale", "scale", ""},
    FieldRule{"Conv1d", "weight stride padding dilation groups bias", "input_shape"},
    FieldRule{"Conv2d", "weight stride padding dilation groups bias", "input_shape"},
    FieldRule{"SumPool2d", "kernel_size stride padding", ""},
    FieldRule{"AvgPool2d", "kernel_size stride padding", ""},
    FieldRule{"Flatten", "start_dim end_dim", "input_type"},
    FieldRule{"Delay", "delay", ""},
    FieldRule{"Threshold", "threshold", ""},
    FieldRule{"I", "r", ""},
    FieldRule{"IF", "r v_threshold", "v_reset"},
    FieldRule{"LI", "tau r v_leak", ""},
    FieldRule{"LIF", "tau r v_leak v_threshold", "v_reset"},
    FieldRule{"CubaLI", "tau_syn tau_mem r v_leak w_in", ""},
    FieldRule{"CubaLIF", "tau_syn tau_mem r v_leak v_threshold w_in", "v_reset"},
    FieldRule{"NIRGraph", "", ""}};

constexpr std::array<std::string_view, 4> spiking{"IF", "LIF", "CubaLIF", "Threshold"};
constexpr std::array<std::string_view, 3> integrators{"I", "LI", "CubaLI"};

}  // namespace

const FieldRule* find_rule(std::string_view type) {
    const auto* found = std::find_if(rules.begin(), rules.end(),
                                     [type](const FieldRule& rule) { return rule.type == type; });
    return found == rules.end() ? nullptr : found;
}

bool is_spiking(std::string_view type) {
    return std::find(spiking.begin(), spiking.end(), type) != spiking.end();
}

bool is_integrator(std::string_view type) {
    return std::find(integrators.begin(), integrators.end(), type) != integrators.end();
}

}  // namespace callosum::nir
