#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "io/boards/spike_lists.hpp"
#include "io/hdf5/file.hpp"
#include "network/describe/network.hpp"

/// What partitions for all boards have in common (FORMAT.md).
namespace callosum::partition_parts {

/// One line of /populations.
struct PopulationLine {
    std::string model;
    bool recorded = false;
    double rate_hz = 0;
};

/// Attributes of the root: schema, target, step, seed.
void write_head(hdf5::File& file, const std::string& target, const Description& description);

/// /populations/{name, model, size, recorded, rate_hz}.
void write_populations(hdf5::File& file, const Description& description,
                       const std::vector<PopulationLine>& lines);

/// The lists of populations that are played, one after the other: begin, and steps.
struct JoinedLists {
    std::vector<std::uint64_t> begin{0};
    std::vector<std::uint32_t> tick;
};
/// `listed`: by population.
[[nodiscard]] JoinedLists join_lists(const Description& description, const SpikeLists& lists,
                                     const std::vector<bool>& listed);

}  // namespace callosum::partition_parts
