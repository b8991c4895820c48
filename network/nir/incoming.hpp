#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "network/nir/linear.hpp"

namespace callosum::nir {

/// Input of a node: a map from each sender through all linear nodes between them, and a constant.
struct Incoming {
    std::vector<std::pair<std::size_t, LinearMap>>
        paths;                         ///< index of the sending node, map to here
    std::vector<std::uint64_t> shape;  ///< shape of the input; empty: there is none
    std::vector<double> bias;          ///< empty: none
};

/// Composes the linear nodes of a flat graph. Senders are Input nodes and neurons.
class IncomingFinder {
  public:
    IncomingFinder(const Graph& graph, std::vector<Problem>& problems);
    /// Returns the input of a node; mistakes in the graph are added to the problems.
    [[nodiscard]] Incoming of(std::size_t node);
    /// Returns the shape of the output of a sender.
    [[nodiscard]] std::vector<std::uint64_t> shape_of(std::size_t sender) const;

  private:
    [[nodiscard]] Incoming through(std::size_t linear);
    void join(Incoming& all, Incoming part, const Node& node);

    const Graph& graph_;
    std::vector<Problem>& problems_;
    std::map<std::string, std::size_t> index_;
    std::vector<std::vector<std::size_t>> before_;  ///< nodes with an edge to a node
    std::set<std::size_t> open_;                    ///< linear nodes on the path, to find cycles
};

/// Whether a node is an Input node or a neuron; all others are linear.
[[nodiscard]] bool is_sender(const Node& node);

}  // namespace callosum::nir
