#pragma once

#include <cstdint>
#include <vector>

#include "network/describe/network.hpp"

namespace callosum {

/// Neurons [first, last) of one population; `first` is a multiple of Partition::grain.
struct NeuronRange {
    std::size_t population = 0;
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    [[nodiscard]] std::uint64_t size() const { return last - first; }
};

/// Which worker (thread of a rank) owns which neurons. Pure data, equal on all ranks. Worker w is
/// thread w % threads of rank w / threads.
struct Partition {
    static constexpr std::uint64_t grain =
        16;  ///< neurons are dealt out in runs of 16 (one SIMD tile)
    int n_ranks = 1;
    int n_threads = 1;  ///< per rank
    std::vector<std::vector<NeuronRange>>
        workers;  ///< by worker; empty ranges left out; by population

    [[nodiscard]] int n_workers() const { return n_ranks * n_threads; }
};

/// Every population is cut into as many contiguous parts as there are workers, so that each worker
/// has the same mix; the remainders rotate from population to population.
[[nodiscard]] Partition partition_evenly(const Description& description, int n_ranks,
                                         int n_threads);

}  // namespace callosum
