#pragma once

#include <cstdint>
#include <limits>
#include <string_view>

#include "network/describe/network.hpp"

namespace callosum::replay {

/// How near a replayed case must come to its file.
struct Tolerance {
    double max_dv_mV = 0;          ///< the largest difference over all samples
    double median_dv_mV = 0;       ///< and its median, where the largest has to be wide
    std::int64_t spike_steps = 0;  ///< by which a spike may be early or late
    double weight = 0;             ///< relative, of a weight that a plastic synapse delivers
    double own_weight = 0;         ///< the same where it follows potentials that we have integrated
    /// Spikes beyond this time are not compared.
    double until_ms = std::numeric_limits<double>::infinity();
    /// Potentials are compared before the first spike alone.
    bool to_first_spike = false;
    /// The part of a difference that does not count where a run in double precision shows it too: that is
    /// the error of the other simulator's solver.
    double solver_dv_mV = 0;
};

/// What every model must hold in single precision, in the words of the program's output.
inline constexpr const char* single_precision_rule =
    "single precision: over the first 200 ms every spike within one step of the file's; before the "
    "first\n"
    "spike V_m within 0.01 mV of the file's, beyond what double precision is off there; weights of "
    "plastic\n"
    "synapses within 1e-5. max |dV| is that before the first spike.\n";

/// The tolerance of a neuron model, by name; a model without an entry is held to the strictest.
[[nodiscard]] Tolerance tolerance_of(std::string_view model, Precision precision);
/// `Tolerance::weight` of a plastic synapse model.
[[nodiscard]] double weight_tolerance_of(std::string_view synapse, Precision precision);

}  // namespace callosum::replay
