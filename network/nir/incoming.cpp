#include "network/nir/incoming.hpp"

#include <algorithm>

namespace callosum::nir {

bool is_sender(const Node& node) {
    return node.type == "Input" || is_spiking(node.type) || is_integrator(node.type);
}

IncomingFinder::IncomingFinder(const Graph& graph, std::vector<Problem>& problems)
    : graph_(graph), problems_(problems), before_(graph.nodes.size()) {
    for (std::size_t i = 0; i < graph.nodes.size(); ++i) { index_[graph.nodes[i].name] = i; }
    for (const auto& [from, to] : graph.edges) {
        before_[index_.at(to)].push_back(index_.at(from));
    }
}

std::vector<std::uint64_t> IncomingFinder::shape_of(std::size_t sender) const {
    const Node& node = graph_.nodes[sender];
    if (node.type == "Input") {
        std::vector<std::uint64_t> shape;
        for (const double n : node.fields.at("shape").values) {
            shape.push_back(static_cast<std::uint64_t>(n));
        }
        return shape;
    }
    std::vector<std::uint64_t> shape{1};
    for (const auto& [name, field] : node.fields) {
        if (size_of(field.shape) >= size_of(shape)) { shape = field.shape; }
    }
    if (shape.empty()) { shape = {1}; }
    return shape;
}

void IncomingFinder::join(Incoming& all, Incoming part, const Node& node) {
    if (!all.shape.empty() && !part.shape.empty() && size_of(all.shape) != size_of(part.shape)) {
        problems_.push_back({"node \"" + node.name + "\" (" + node.type + ")",
                             "gets values of shapes " + shape_text(all.shape) + " and " +
                                 shape_text(part.shape) + "; what is added must have one size"});
        return;
    }
    if (all.shape.empty()) { all.shape = part.shape; }
    for (auto& path : part.paths) { all.paths.push_back(std::move(path)); }
    if (part.bias.empty()) { return; }
    all.bias.resize(part.bias.size(), 0);
    for (std::size_t i = 0; i < part.bias.size(); ++i) { all.bias[i] += part.bias[i]; }
}

Incoming IncomingFinder::of(std::size_t index) {
    Incoming all;
    const Node& node = graph_.nodes[index];
    for (const auto before : before_[index]) {
        const Node& from = graph_.nodes[before];
        if (from.type == "Output") {
            problems_.push_back(
                {"edge (\"" + from.name + "\", \"" + node.name + "\")", "leaves an Output node"});
            continue;
        }
        if (is_sender(from)) {
            const auto shape = shape_of(before);
            join(all, {{{before, identity(shape)}}, shape, {}}, node);
        } else {
            join(all, through(before), node);
        }
    }
    return all;
}

Incoming IncomingFinder::through(std::size_t linear) {
    const Node& node = graph_.nodes[linear];
    if (!open_.insert(linear).second) {
        problems_.push_back(
            {"node \"" + node.name + "\" (" + node.type + ")",
             "lies on a cycle without neurons, so its output would depend on itself"});
        return {};
    }
    Incoming in = of(linear);
    open_.erase(linear);
    if (in.shape.empty()) { return {}; }
    const LinearMap node_map = map_of(node, in.shape, problems_);
    if (node_map.out_shape.empty()) { return {}; }
    Incoming out{{}, node_map.out_shape, node_map.bias};
    for (auto& [sender, map] : in.paths) { out.paths.emplace_back(sender, compose(map, node_map)); }
    // A bias ahead of the node passes through its matrix as a constant input would.
    if (!in.bias.empty()) {
        out.bias.resize(node_map.n_out(), 0);
        for (const auto& entry : node_map.entries) {
            out.bias[entry.out] += entry.weight * in.bias[entry.in];
        }
    }
    return out;
}

}  // namespace callosum::nir
