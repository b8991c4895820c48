#include "io/lists/edge_file.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/base/error.hpp"
#include "io/hdf5/file.hpp"
#include "io/lists/file_list.hpp"
#include "io/lists/text_table.hpp"
#include "network/describe/edge_lists.hpp"

namespace callosum {

namespace {

std::vector<double> read_text_array(const std::string& path) {
    TextFile file(path);
    std::vector<double> values;
    bool may_be_header = true;
    std::string_view line;
    while (file.next(line)) {
        if (line.empty() || line.front() == '#') { continue; }
        const auto value = parse_real(line);
        if (!value && may_be_header) {
            may_be_header = false;
            continue;
        }
        may_be_header = false;
        if (!value || std::isnan(*value)) {
            file.fail("'" + std::string(line) + "' is not a number");
        }
        values.push_back(*value);
    }
    return values;
}

}  // namespace

std::shared_ptr<const EdgeList> make_edge_list(std::vector<Edge> edges) {
    check_edges(edges, 0, "inline",
                [](std::uint64_t index) { return "edge " + std::to_string(index); });
    return std::make_shared<MemoryEdges>(std::move(edges), "inline");
}

std::shared_ptr<const EdgeList> open_edge_list(const std::string& path, const std::string& dataset,
                                               const OpenTogether& together) {
    // A file that is there on some nodes only must not send ranks different ways.
    run_on_all(together.ranks, [&] { (void)TextFile(path); });
    return hdf5::File::is_hdf5(path) ? open_hdf5_list(path, dataset, together)
                                     : open_text_list(path, together);
}

std::shared_ptr<const EdgeList> open_edge_list(const std::string& path,
                                               const std::string& dataset) {
    return open_edge_list(path, dataset, {SingleRank(), nullptr});
}

std::vector<double> read_array(const std::string& path, const std::string& dataset) {
    if (!hdf5::File::is_hdf5(path)) { return read_text_array(path); }
    if (dataset.empty()) {
        throw IoError(path, "is an HDF5 file; say which dataset of it to read", 1);
    }
    const auto file = hdf5::File::open(path);
    const auto data = file.dataset(dataset);
    const auto content = data.content();
    if (data.shape().size() != 1 ||
        (content != hdf5::Content::integer && content != hdf5::Content::real)) {
        throw IoError(path, "'" + dataset + "' must be one-dimensional and hold numbers", 1);
    }
    auto values = data.read<double>();
    const auto bad = std::ranges::find_if(values, [](double value) { return std::isnan(value); });
    if (bad != values.end()) {
        throw IoError(
            path, "'" + dataset + "' element " + std::to_string(bad - values.begin()) + " is NaN",
            1);
    }
    return values;
}

}  // namespace callosum
