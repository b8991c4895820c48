#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "network/boards/finding.hpp"
#include "network/boards/spinnaker2/translate.hpp"
#include "network/boards/synapse_table.hpp"

namespace callosum::spinnaker2 {

/// Limits that can end a core's slice.
enum class CoreLimit { neurons, memory, events, updates, end_of_population };
inline constexpr std::array<std::string_view, 5> core_limit_names{
    "neurons", "row memory", "events per tick", "updates per tick", "end of the population"};

/// Everything on which a cut into slices depends.
struct SliceProblem {
    const BoardNetwork& network;
    const SynapseTable& synapses;
    const Board& board;
    double tick_s = 1e-3;
    std::uint64_t timesteps = 0;
    const std::vector<std::uint64_t>& list_lengths;  ///< by gid: number of spikes of a spike list
};

/// The parts of populations that cores run.
/// Parts of populations, each run by one core.
struct Slices {
    std::vector<std::uint32_t> population;  ///< by slice, ascending
    std::vector<std::uint64_t> begin;       ///< slice s holds neurons [begin[s], begin[s + 1])
    std::vector<std::uint32_t> neurons;     ///< gids, in the order of slices
    std::vector<std::uint32_t> memory;      ///< bytes of rows, table, lists, recordings, by slice
    std::vector<std::uint32_t> row_bytes;   ///< bytes of rows alone, by slice
    std::vector<double> events;             ///< synaptic events in a tick, by slice
    std::vector<CoreLimit> limit;           ///< limit that ended it, by slice
    std::vector<std::uint32_t> slice_of;    ///< by gid

    [[nodiscard]] std::size_t size() const { return population.size(); }
    [[nodiscard]] std::uint64_t n_neurons(std::size_t slice) const {
        return begin[slice + 1] - begin[slice];
    }
};

/// Cuts populations, whose neurons come in `order` (gids, by population), into slices as long as
/// the limits of a core allow. A neuron that does not fit a core on its own is refused, and the
/// slices are then incomplete.
[[nodiscard]] Slices cut_slices(const SliceProblem& problem,
                                const std::vector<std::uint32_t>& order, Findings& findings);

/// Slices that hear each slice, ascending, in CSR form.
struct SliceGraph {
    std::vector<std::uint64_t> begin;
    std::vector<std::uint32_t> target;
    std::vector<double> rate;  ///< spikes in a biological second, by slice
};
[[nodiscard]] SliceGraph connect_slices(const SliceProblem& problem, const Slices& slices);

}  // namespace callosum::spinnaker2
