#pragma once

#include <memory>
#include <string>
#include <vector>

#include "io/lists/file_list.hpp"
#include "network/describe/edge_list.hpp"

namespace callosum {

/// An explicit list of synapses in a file:
/// - HDF5: datasets `source`, `target`, `weight`, `delay` of equal length in the group `dataset`
///   ("" or "/" is the root); indices are integers from 0, delays ms;
/// - text: CSV with the header `source,target,weight,delay`, columns in any order.
/// The kind is told by the file's content. Opening reads the list once for its bounds, each rank a part of it
/// (text: the first rank alone), and leaves this rank's part in `together.held` if it is given. Errors have exit code
/// 1, name the row or line and are thrown on all ranks alike. Collective.
[[nodiscard]] std::shared_ptr<const EdgeList> open_edge_list(const std::string& path,
                                                             const std::string& dataset,
                                                             const OpenTogether& together);
/// The same on a rank that has no others.
[[nodiscard]] std::shared_ptr<const EdgeList> open_edge_list(const std::string& path,
                                                             const std::string& dataset);

/// A list that stands in the experiment itself.
[[nodiscard]] std::shared_ptr<const EdgeList> make_edge_list(std::vector<Edge> edges);

/// One number per neuron: a one-dimensional HDF5 dataset, or text with one number per line (`dataset`
/// unused; empty lines, lines that start with '#' and one header line are skipped). NaN is an error.
[[nodiscard]] std::vector<double> read_array(const std::string& path, const std::string& dataset);

/// Coordinates of neurons, one neuron after the other.
struct PositionsTable {
    std::size_t dims = 0;  ///< 2 or 3
    std::vector<double> values;
};
/// Text: a line of 2 or 3 coordinates per neuron, as of `open_samples`. HDF5: an array [neurons, axes], or a
/// group with the arrays x, y and, where there is one, z (SONATA's /nodes/POPULATION/0).
[[nodiscard]] PositionsTable read_positions_table(const std::string& path,
                                                  const std::string& dataset);

}  // namespace callosum
