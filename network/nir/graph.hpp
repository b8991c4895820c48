#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace callosum::nir {

/// Array of a node, last dimension fastest; a scalar has no dimension.
struct Array {
    std::vector<std::uint64_t> shape;
    std::vector<double> values;
    [[nodiscard]] std::uint64_t size() const { return values.size(); }
};

struct Graph;

/// Node of a NIR graph (J. E. Pedersen et al. 2024, Nat Commun 15:8122): a type and its arrays.
struct Node {
    std::string name;
    std::string type;  ///< "LIF", "Affine", ..., "NIRGraph"
    std::map<std::string, Array, std::less<>> fields;
    std::string text;                    ///< Conv1d, Conv2d: padding where it is a word
    std::shared_ptr<const Graph> graph;  ///< set for a NIRGraph
};

struct Graph {
    std::vector<Node> nodes;
    std::vector<std::pair<std::string, std::string>> edges;  ///< pairs of names, in order
    std::string version;
};

/// Fields that nodes of a type have.
struct FieldRule {
    std::string_view type;
    std::string_view required;  ///< separated by blanks
    std::string_view optional;
};
/// Returns nullptr where there is no such type.
[[nodiscard]] const FieldRule* find_rule(std::string_view type);

/// Whether nodes of a type are neurons that send spikes; others pass values on.
[[nodiscard]] bool is_spiking(std::string_view type);
/// Whether nodes of a type are integrators, which send their potential instead of spikes.
[[nodiscard]] bool is_integrator(std::string_view type);

}  // namespace callosum::nir
