#include "network/nir/flatten.hpp"

#include <algorithm>
#include <set>

#include "network/describe/nearest.hpp"

namespace callosum::nir {
namespace {

std::string join(const std::string& outer, const std::string& inner) {
    return outer.empty() ? inner : outer + "." + inner;
}

std::string graph_path(const std::string& prefix) {
    return prefix.empty() ? "the graph" : "graph \"" + prefix + "\"";
}

void check_edges(const Graph& graph, const std::string& prefix, std::vector<Problem>& problems) {
    std::set<std::string> names;
    for (const auto& node : graph.nodes) {
        if (!names.insert(node.name).second) {
            problems.push_back({graph_path(prefix), "has two nodes named \"" + node.name + "\""});
        }
    }
    const std::vector<std::string_view> known(names.begin(), names.end());
    for (const auto& [from, to] : graph.edges) {
        for (const auto& end : {from, to}) {
            if (names.count(end) > 0) { continue; }
            problems.push_back(
                {graph_path(prefix), "the edge (\"" + from + "\", \"" + to + "\") names \"" + end +
                                         "\", which is no node" + suggest(end, known)});
        }
    }
}

/// Adds the nodes and edges of a graph under a prefix.
void add(const Graph& graph, const std::string& prefix, Graph& flat,
         std::vector<Problem>& problems) {
    check_edges(graph, prefix, problems);
    for (const auto& node : graph.nodes) {
        const auto name = join(prefix, node.name);
        if (node.graph) {
            add(*node.graph, name, flat, problems);
            continue;
        }
        Node copy = node;
        copy.name = name;
        flat.nodes.push_back(std::move(copy));
    }
    const auto is_graph = [&graph](const std::string& name) {
        return std::any_of(graph.nodes.begin(), graph.nodes.end(), [&](const Node& node) {
            return node.name == name && node.graph != nullptr;
        });
    };
    // Edges to and from an inner graph end at its Input and Output.
    const auto end_of = [&](const std::string& name, const char* type) {
        if (!is_graph(name)) { return join(prefix, name); }
        for (const auto& node : graph.nodes) {
            if (node.name != name) { continue; }
            for (const auto& inner : node.graph->nodes) {
                if (inner.type == type) { return join(join(prefix, name), inner.name); }
            }
            problems.push_back(
                {graph_path(join(prefix, name)),
                 "has no " + std::string(type) + " for the edges of " + graph_path(prefix)});
        }
        return std::string();
    };
    for (const auto& [from, to] : graph.edges) {
        flat.edges.emplace_back(end_of(from, "Output"), end_of(to, "Input"));
    }
}

/// Removes a node and joins its incoming with its outgoing edges.
void splice(Graph& graph, const std::string& name) {
    std::vector<std::string> sources, targets;
    std::vector<std::pair<std::string, std::string>> kept;
    for (const auto& edge : graph.edges) {
        if (edge.second == name) { sources.push_back(edge.first); }
        if (edge.first == name) { targets.push_back(edge.second); }
        if (edge.first != name && edge.second != name) { kept.push_back(edge); }
    }
    for (const auto& source : sources) {
        for (const auto& target : targets) { kept.emplace_back(source, target); }
    }
    graph.edges = std::move(kept);
    std::erase_if(graph.nodes, [&name](const Node& node) { return node.name == name; });
}

}  // namespace

Graph flatten(const Graph& graph, std::vector<Problem>& problems) {
    Graph flat;
    flat.version = graph.version;
    add(graph, "", flat, problems);
    for (const char* type : {"Input", "Output"}) {
        const bool found = std::any_of(graph.nodes.begin(), graph.nodes.end(),
                                       [type](const Node& node) { return node.type == type; });
        if (!found) { problems.push_back({"the graph", "has no " + std::string(type) + " node"}); }
    }
    std::vector<std::string> inner;
    for (const auto& node : flat.nodes) {
        const bool end = node.type == "Input" || node.type == "Output";
        if (end && node.name.find('.') != std::string::npos) { inner.push_back(node.name); }
    }
    // Inner ends are spliced out only in a sound graph, where each of them exists once.
    if (problems.empty()) {
        for (const auto& name : inner) { splice(flat, name); }
    }
    return flat;
}

}  // namespace callosum::nir
