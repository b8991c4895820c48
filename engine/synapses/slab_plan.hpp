#pragma once

#include <cstdint>

#include "network/draw/sampler.hpp"

namespace callosum {

/// Division of the sources of a population into slabs, which SynapseBuilder draws one at a time.
struct SlabPlan {
    std::uint64_t size = 0;  ///< sources in a slab, whole tiles
    double expected = 0;     ///< synapses in a slab
    bool sorted = false;     ///< see DrawnSlab
};

/// Facts on which the size of slabs depends.
struct SlabQuestion {
    std::uint64_t sources = 0;                   ///< in the population
    double per_source = 0;                       ///< expected synapses of a source
    std::uint64_t cells = 0;                     ///< pairs of a block and a delay, for each source
    bool cheap = true;                           ///< all projections are drawn cheaply by source
    bool packed = false;                         ///< form of the store
    std::uint64_t wanted = Sampler::usual_slab;  ///< largest slab that a sampler asks for
};

/// Cuts sources into slabs. Samplers that go through all sources at each call are asked for few,
/// large slabs. On many ranks these have far more cells than synapses, so keys are sorted.
[[nodiscard]] SlabPlan plan_slabs(const SlabQuestion& question);

}  // namespace callosum
