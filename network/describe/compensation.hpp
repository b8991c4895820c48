#pragma once

#include <vector>

#include "models/info.hpp"
#include "network/describe/check_and_number.hpp"

namespace callosum {

/// A constant input that is added to the neurons of a population: the same for all, and beside it one
/// number per neuron where a projection or stimulus reaches a part of the population.
struct Compensation {
    double all = 0;
    std::vector<double> each;
};

/// Finds what `scale.indegree` takes from the mean input of each population, as the constant input that
/// makes up for it: the mean current I = sum K w r charge of the full network shrinks with K k and w / sqrt(k)
/// to sqrt(k) I (van Albada et al. 2015, doi:10.1371/journal.pcbi.1004490). None for populations with a
/// source that states no `mean_rate`. `unscaled` is the network before it was scaled.
[[nodiscard]] std::vector<Compensation> compensations(const Description& unscaled,
                                                      const Scale& scale,
                                                      std::vector<Problem>& problems);

/// Adds it to the parameter that is the model's constant input, of a population that has been scaled.
void add_compensation(Population& population, const Compensation& added,
                      std::vector<Problem>& problems);

/// The size or place that a factor makes of a number of neurons.
[[nodiscard]] std::uint64_t scaled_count(std::uint64_t count, double factor);
[[nodiscard]] Slice scaled_slice(const Slice& slice, double factor);

}  // namespace callosum
