#pragma once

#include <limits>
#include <span>
#include <string_view>

namespace callosum {

inline constexpr double unbounded = std::numeric_limits<double>::infinity();

/// One parameter or state variable of a model, as NEST names it.
struct Field {
    std::string_view name;
    std::string_view unit;  ///< "ms", "mV", "pA", "pF", "nS", "1" ...
    double standard = 0;    ///< default
    double low = -unbounded;
    double high = unbounded;
    bool low_open = false;  ///< the lower bound itself is not allowed
    std::string_view doc;
    std::string_view same_as =
        {};  ///< the default is the value of this parameter (V_m starts at E_L)
};

/// What the outside world knows of a neuron model: no types, no code of the model.
struct ModelInfo {
    std::string_view name;
    std::string_view summary;  ///< one line
    std::string_view page;     ///< equations, scheme, what is left out, references
    std::span<const Field> params;
    std::span<const Field> state;  ///< may be set initially and recorded
    std::span<const std::string_view>
        receptors;  ///< port 0, 1, ...; weights < 0 go to port 1 by default
    std::string_view weight_unit;
};

/// All neuron models, in registry order.
[[nodiscard]] std::span<const ModelInfo> neuron_models();
/// nullptr if there is none of that name.
[[nodiscard]] const ModelInfo* find_neuron_model(std::string_view name);

}  // namespace callosum
