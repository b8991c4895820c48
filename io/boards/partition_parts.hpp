#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "io/boards/spike_lists.hpp"
#include "io/hdf5/file.hpp"
#include "network/describe/network.hpp"

/// Common parts of partitions for all boards (FORMAT.md).
namespace callosum::partition_parts {

/// One line of /populations.
struct PopulationLine {
    std::string model;
    bool recorded = false;
    double rate_hz = 0;
};

/// Writes the attributes of the root: schema, target, step, seed.
void write_head(hdf5::File& file, const std::string& target, const Description& description);

/// Writes /populations/{name, model, size, recorded, rate_hz}.
void write_populations(hdf5::File& file, const Description& description,
                       const std::vector<PopulationLine>& lines);

/// Lists of spikes of several populations, joined: `begin` is the first entry of each neuron, and
/// the end.
struct JoinedLists {
    std::vector<std::uint64_t> begin{0};
    std::vector<std::uint32_t> tick;
};
/// Joins the lists of the populations that `listed` names, in order.
[[nodiscard]] JoinedLists join_lists(const Description& description, const SpikeLists& lists,
                                     const std::vector<bool>& listed);

}  // namespace callosum::partition_parts
