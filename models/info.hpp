#pragma once

#include <limits>
#include <span>
#include <string_view>

namespace callosum {

/// Bound of a parameter that has none.
inline constexpr double unbounded = std::numeric_limits<double>::infinity();

/// Kind of a parameter: a number per neuron, or a whole number or switch that all neurons of a
/// population share, because it changes the loop and not a value in it.
enum class FieldKind { real, whole, flag };

/// One parameter or state variable of a model, with NEST's name.
struct Field {
    std::string_view name;
    std::string_view unit;     ///< "ms", "mV", "pA", "pF", "nS", "1" ...
    double default_value = 0;  ///< value where the user states none
    double low = -unbounded;
    double high = unbounded;
    bool low_open = false;  ///< the lower bound itself is not allowed
    std::string_view doc;
    std::string_view same_as =
        {};  ///< name of the parameter whose value is the default (V_m starts at E_L)
    FieldKind kind = FieldKind::real;
    bool computed = false;  ///< state that follows from other state: recorded, never set
    bool fixed = false;     ///< parameter that chooses the code to run: constant in a run
};

/// State variable that is recorded but never set.
[[nodiscard]] constexpr Field computed(std::string_view name, std::string_view unit,
                                       std::string_view doc) {
    return {name, unit, 0, -unbounded, unbounded, false, doc, {}, FieldKind::real, true};
}

/// Parameter that is a list shared by all neurons of a population, like the time constants of any
/// number of receptors.
struct ListField {
    std::string_view name;
    std::string_view unit;
    std::span<const double> default_value;
    double low = -unbounded;
    bool low_open = false;
    std::string_view doc;
    std::string_view as_long_as = {};  ///< list of the model that must have the same length
    double high = unbounded;
};

/// Two parameters, the first of which must be below the second.
struct FieldOrder {
    std::string_view lesser, greater;
    bool or_equal = false;
};

/// A switch that may be on only where another one is on.
struct FieldNeed {
    std::string_view flag, needed;
};

/// Description of a neuron model for the rest of the program: no types, no code of the model.
struct ModelInfo {
    std::string_view name;
    std::string_view summary;  ///< one line
    std::string_view page;     ///< equations, scheme, what is left out, references
    std::span<const Field> params;
    std::span<const Field> state;  ///< may be set initially and recorded
    std::span<const std::string_view>
        receptors;  ///< names of ports 0, 1, ...; weights < 0 go to port 1 by default
    std::string_view weight_unit;
    std::span<const ListField> lists = {};
    std::span<const FieldOrder> orders = {};
    /// Weights are conductances: stored as magnitudes, whichever receptor their sign chose.
    bool conductances = false;
    /// Receptors are the elements of lists[0] instead of `receptors`.
    bool receptor_per_list_element = false;
    /// Spikes are counted as the sum of their weights, which must therefore all be 1.
    bool counts_spikes = false;
    std::span<const FieldNeed> needs = {};
};

/// Returns all neuron models in the order of the registry.
[[nodiscard]] std::span<const ModelInfo> neuron_models();
/// Returns nullptr if no model has this name.
[[nodiscard]] const ModelInfo* find_neuron_model(std::string_view name);

}  // namespace callosum
