#include "io/nir/write_nir.hpp"

#include <array>
#include <span>
#include <string_view>
#include <vector>

#include "io/hdf5/file.hpp"

namespace callosum {
namespace {

/// Whether a field holds whole numbers in the nir package.
bool is_whole(std::string_view field) {
    constexpr std::array<std::string_view, 8> whole{
        "shape", "stride", "padding", "dilation", "groups", "kernel_size", "start_dim", "end_dim"};
    for (const auto name : whole) {
        if (name == field) { return true; }
    }
    return false;
}

void write_array(hdf5::File& file, const std::string& name, const nir::Array& array, bool whole) {
    if (whole) {
        const std::vector<std::int64_t> numbers(array.values.begin(), array.values.end());
        file.create_dataset(name, hdf5::Type::i64, array.shape)
            .write(std::span<const std::int64_t>(numbers));
        return;
    }
    file.create_dataset(name, hdf5::Type::f64, array.shape)
        .write(std::span<const double>(array.values));
}

void write_graph(hdf5::File& file, const std::string& group, const nir::Graph& graph) {
    const auto text = [&file](const std::string& name, const std::string& value) {
        file.write_strings(name, std::span(&value, 1), {});
    };
    file.create_group(group + "/nodes");
    text(group + "/type", "NIRGraph");
    for (const auto& node : graph.nodes) {
        const std::string node_group = group + "/nodes/" + node.name;
        file.create_group(node_group);
        if (node.graph) {
            write_graph(file, node_group, *node.graph);
            continue;
        }
        text(node_group + "/type", node.type);
        for (const auto& [name, array] : node.fields) {
            write_array(file, node_group + "/" + name, array, is_whole(name));
        }
        if (!node.text.empty()) { text(node_group + "/padding", node.text); }
    }
    std::vector<std::string> ends;
    for (const auto& [from, to] : graph.edges) {
        ends.push_back(from);
        ends.push_back(to);
    }
    file.write_strings(group + "/edges", ends, {graph.edges.size(), 2});
}

}  // namespace

void write_nir(const std::string& path, const nir::Graph& graph,
               const std::map<std::string, std::string>& metadata) {
    auto file = hdf5::File::create(path);
    file.write_strings("/version", std::span(&graph.version, 1), {});
    write_graph(file, "/node", graph);
    file.create_group("/node/metadata");
    for (const auto& [name, value] : metadata) {
        file.write_strings("/node/metadata/" + name, std::span(&value, 1), {});
    }
    file.close();
}

}  // namespace callosum
