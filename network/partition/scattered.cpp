#include "network/partition/scattered.hpp"

#include <algorithm>

#include "network/draw/distance_values.hpp"
#include "network/partition/cut.hpp"
#include "network/space/displacement.hpp"
#include "network/space/places.hpp"

namespace callosum {
namespace {

/// Compares distances within some runs of neurons with distances to a run far away.
bool is_scattered(const Places& places) {
    if (places.along_curve() || places.size() < 4 * neuron_grain) { return false; }
    constexpr std::uint64_t max_runs = 64;
    const std::uint64_t n_runs = places.size() / neuron_grain;
    const std::uint64_t step = std::max<std::uint64_t>(1, n_runs / max_runs);
    double within = 0, between = 0;
    for (std::uint64_t run = 0; run < n_runs; run += step) {
        const std::uint64_t first = run * neuron_grain;
        const Point here = places.at(first);
        const auto far = (first + places.size() / 2) % places.size();
        within += length(displacement(places.extent(), here, places.at(first + neuron_grain / 2)));
        between += length(displacement(places.extent(), here, places.at(far)));
    }
    constexpr double nearer = 0.5;
    return within > nearer * between;
}

}  // namespace

std::string scattered_population(const Description& description) {
    for (std::size_t p = 0; p < description.populations.size(); ++p) {
        const auto& population = description.populations[p];
        if (population.positions && is_scattered(*places_of(description, p))) {
            return population.name;
        }
    }
    return "";
}

}  // namespace callosum
