#pragma once

#include <memory>
#include <string>
#include <vector>

#include "network/describe/input_data.hpp"

namespace callosum {

/// Spike trains in a file, read in slabs each time they are visited; node or index i is target i:
/// - SONATA (HDF5): /spikes/POPULATION/{timestamps, node_ids}, times in ms; `population` may be ""
///   where the file has one;
/// - text: lines "time index" (ms, from 0), parted by blanks or a comma; empty lines, lines that
///   start with '#' and one header line are skipped.
/// What is wrong with the form is an IoError with exit code 1; times and targets are checked with the
/// description.
[[nodiscard]] std::shared_ptr<const SpikeTrains> open_spike_trains(const std::string& path,
                                                                   const std::string& population);

/// Trains that stand in the experiment itself, one list of times (ms) per target.
[[nodiscard]] std::shared_ptr<const SpikeTrains> make_spike_trains(
    const std::vector<std::vector<double>>& times_ms);

}  // namespace callosum
