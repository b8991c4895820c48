#include "io/nir/read_nir.hpp"

#include <memory>
#include <sstream>
#include <vector>

#include "engine/base/error.hpp"
#include "io/hdf5/file.hpp"

namespace callosum {
namespace {

bool has_word(std::string_view words, const std::string& word) {
    std::istringstream stream{std::string(words)};
    for (std::string one; stream >> one;) {
        if (one == word) { return true; }
    }
    return false;
}

/// Reads one file; problems carry the path inside it.
class NirReader {
  public:
    explicit NirReader(const std::string& path) : path_(path), file_(hdf5::File::open(path)) {}

    nir::Graph read() {
        if (!file_.exists("/node")) {
            throw ConfigError(path_, "has no group /node; is it a NIR file?");
        }
        nir::Graph graph = read_graph("/node");
        if (file_.exists("/version")) {
            const auto texts = file_.dataset("/version").read_strings();
            graph.version = texts.empty() ? "" : texts.front();
        }
        if (!problems_.empty()) { throw ConfigError(problems_); }
        return graph;
    }

  private:
    void fault(const std::string& where, const std::string& what) {
        problems_.push_back({path_ + ":" + where, what});
    }

    std::string type_of(const std::string& group) {
        if (!file_.exists(group + "/type")) {
            fault(group, "has no type");
            return "";
        }
        const auto texts = file_.dataset(group + "/type").read_strings();
        return texts.empty() ? "" : texts.front();
    }

    nir::Graph read_graph(const std::string& group) {
        nir::Graph graph;
        const std::string nodes = group + "/nodes";
        if (!file_.exists(nodes) || !file_.is_group(nodes)) {
            fault(group, "has no group \"nodes\"");
            return graph;
        }
        for (const auto& name : file_.children(nodes)) {
            graph.nodes.push_back(read_node(nodes + "/" + name, name));
        }
        if (!file_.exists(group + "/edges")) {
            fault(group, "has no edges");
            return graph;
        }
        const auto dataset = file_.dataset(group + "/edges");
        if (dataset.size() == 0) { return graph; }
        if (dataset.shape().size() != 2 || dataset.shape()[1] != 2) {
            fault(group + "/edges", "must be a table of two names a row");
            return graph;
        }
        const auto ends = dataset.read_strings();
        for (std::size_t i = 0; i + 1 < ends.size(); i += 2) {
            graph.edges.emplace_back(ends[i], ends[i + 1]);
        }
        return graph;
    }

    nir::Node read_node(const std::string& group, const std::string& name) {
        nir::Node node;
        node.name = name;
        node.type = type_of(group);
        const auto* rule = nir::find_rule(node.type);
        if (rule == nullptr) {
            fault(group, "has the type \"" + node.type + "\", which NIR does not have");
            return node;
        }
        if (node.type == "NIRGraph") {
            node.graph = std::make_shared<nir::Graph>(read_graph(group));
            return node;
        }
        for (const auto& field : file_.children(group)) {
            if (field == "type" || field == "metadata" || field == "input_type" ||
                field == "output_type") {
                continue;
            }
            if (!has_word(rule->required, field) && !has_word(rule->optional, field)) {
                fault(group,
                      "has a field \"" + field + "\", which " + node.type + " does not have");
                continue;
            }
            read_field(group, field, node);
        }
        std::istringstream required{std::string(rule->required)};
        for (std::string field; required >> field;) {
            if (node.fields.count(field) == 0 && !(field == "padding" && !node.text.empty())) {
                fault(group, "has no \"" + field + "\", which " + node.type + " needs");
                // A stand-in lets the reader go on, so that all problems are found at once.
                node.fields[field] = {{1}, {1}};
            }
        }
        return node;
    }

    void read_field(const std::string& group, const std::string& field, nir::Node& node) {
        const auto dataset = file_.dataset(group + "/" + field);
        if (dataset.content() == hdf5::Content::string && field == "padding") {
            const auto texts = dataset.read_strings();
            node.text = texts.empty() ? "" : texts.front();
            return;
        }
        if (dataset.content() != hdf5::Content::integer &&
            dataset.content() != hdf5::Content::real) {
            // Conv2d writes an absent input_shape as a string.
            if (has_word(nir::find_rule(node.type)->optional, field)) { return; }
            fault(group, "\"" + field + "\" must hold numbers");
            return;
        }
        node.fields[field] = {dataset.shape(), dataset.read<double>()};
    }

    std::string path_;
    hdf5::File file_;
    std::vector<Problem> problems_;
};

}  // namespace

nir::Graph read_nir(const std::string& path) { return NirReader(path).read(); }

}  // namespace callosum
