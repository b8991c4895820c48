#pragma once

#include <array>
#include <memory>
#include <utility>

#include "engine/neurons/local_neurons.hpp"

namespace callosum {

/// Number of parts in which the kernels of all models are compiled (model_part.cpp.in),
/// so that compilers can work in parallel. Variant i of the registry lies in part i mod
/// n_model_parts. The build system defines the number.
inline constexpr std::size_t n_model_parts = CALLOSUM_MODEL_PARTS;

/// Returns the position in the registry of the first variant of a model that can serve a population
/// in all phases.
[[nodiscard]] std::size_t variant_of(const RangeSetup& setup);

/// Makes the neurons of a range whose model variant is in part `Part`; `Kind` is the class that
/// updates them. Defined in make_part.hpp, instantiated in the parts.
template <template <class, class> class Kind, std::size_t Part>
std::unique_ptr<LocalNeurons> make_part(const RangeSetup& setup, std::size_t variant);

/// Makes the neurons of a range, whichever part has their model.
template <template <class, class> class Kind>
std::unique_ptr<LocalNeurons> make_kind(const RangeSetup& setup) {
    using Make = std::unique_ptr<LocalNeurons> (*)(const RangeSetup&, std::size_t);
    constexpr auto makers = []<std::size_t... Part>(std::index_sequence<Part...>) {
        return std::array<Make, n_model_parts>{make_part<Kind, Part>...};
    }(std::make_index_sequence<n_model_parts>{});
    const std::size_t variant = variant_of(setup);
    return makers[variant % n_model_parts](setup, variant);
}

}  // namespace callosum
