#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "network/describe/network.hpp"

namespace callosum {

/// Neurons are dealt out in runs of 16 (one SIMD tile).
inline constexpr std::uint64_t neuron_grain = 16;

/// Neurons [first, last) of one population; `first` is a multiple of the grain.
struct NeuronRange {
    std::size_t population = 0;
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    [[nodiscard]] std::uint64_t size() const { return last - first; }
};

/// Neurons [first, last) of a population that belong to one worker.
struct OwnedRun {
    std::uint64_t first = 0, last = 0;
    std::uint64_t worker = 0;
};

/// Who owns which neurons: a function, so that a rank of many need not list the others.
class Cut {
  public:
    virtual ~Cut() = default;
    [[nodiscard]] virtual std::vector<NeuronRange> ranges(std::uint64_t worker) const = 0;
    [[nodiscard]] virtual OwnedRun run_of(std::size_t population, std::uint64_t index) const = 0;
};

[[nodiscard]] inline std::uint64_t grains_of(std::uint64_t size) {
    return (size + neuron_grain - 1) / neuron_grain;
}

}  // namespace callosum
