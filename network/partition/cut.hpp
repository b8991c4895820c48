#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "network/describe/network.hpp"

namespace callosum {

/// Number of neurons in a grain, the unit in which neurons are assigned to shares: one SIMD tile.
inline constexpr std::uint64_t neuron_grain = 16;

/// Neurons [first, last) of one population; `first` is a multiple of the grain.
struct NeuronRange {
    std::size_t population = 0;
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    [[nodiscard]] std::uint64_t size() const { return last - first; }
};

/// Neurons [first, last) of a population that belong to one share.
struct OwnedRun {
    std::uint64_t first = 0, last = 0;
    std::uint64_t share = 0;
};

/// Assignment of neurons to shares (the threads of all ranks). It is a function, so that a rank of
/// many need not list the others.
class Cut {
  public:
    virtual ~Cut() = default;
    /// Returns the neurons of a share, by population, ascending.
    [[nodiscard]] virtual std::vector<NeuronRange> ranges(std::uint64_t share) const = 0;
    /// Returns the run of neurons of one share around neuron `index`. Cost: constant, or
    /// logarithmic in the number of runs.
    [[nodiscard]] virtual OwnedRun run_of(std::size_t population, std::uint64_t index) const = 0;
};

[[nodiscard]] inline std::uint64_t grains_of(std::uint64_t size) {
    return (size + neuron_grain - 1) / neuron_grain;
}

}  // namespace callosum
