#include "io/nir/describe_nir.hpp"

#include <vector>

#include "io/hdf5/file.hpp"
#include "io/nir/read_nir.hpp"
#include "network/nir/linear.hpp"

namespace callosum {
namespace {

/// Appends the lines of a graph; those of inner graphs are indented further.
void add_graph(const nir::Graph& graph, const std::string& margin, std::string& text) {
    for (const auto& node : graph.nodes) {
        text += margin + node.name + ": " + node.type;
        if (node.graph) {
            text += "\n";
            add_graph(*node.graph, margin + "  ", text);
            continue;
        }
        for (const auto& [name, array] : node.fields) {
            text += (name == node.fields.begin()->first ? "  " : ", ") + name + " " +
                    nir::shape_text(array.shape);
        }
        text += "\n";
    }
    text += margin + "edges:";
    for (const auto& [from, to] : graph.edges) { text += " " + from + "->" + to; }
    text += "\n";
}

}  // namespace

bool is_nir(const std::string& path) {
    if (!hdf5::File::is_hdf5(path)) { return false; }
    const auto file = hdf5::File::open(path);
    return file.exists("/node/type") && file.exists("/node/nodes");
}

std::string describe_nir(const std::string& path) {
    const auto graph = read_nir(path);
    std::string text = path + ": NIR " + graph.version + "\n";
    add_graph(graph, "  ", text);
    return text;
}

}  // namespace callosum
