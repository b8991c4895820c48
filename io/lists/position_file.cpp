#include <cmath>

#include "engine/base/error.hpp"
#include "io/hdf5/file.hpp"
#include "io/lists/edge_file.hpp"
#include "io/lists/sample_file.hpp"

namespace callosum {

namespace {

PositionsTable from_group(const std::string& path, const hdf5::File& file,
                          const std::string& group) {
    std::vector<std::vector<double>> axes;
    for (const char* name : {"x", "y", "z"}) {
        const std::string place = group + "/" + name;
        if (file.exists(place)) { axes.push_back(file.dataset(place).read<double>()); }
    }
    if (axes.size() < 2 || !file.exists(group + "/x") || !file.exists(group + "/y")) {
        throw IoError(path, "'" + group + "' has no arrays x and y", 1);
    }
    PositionsTable table{axes.size(), {}};
    for (const auto& axis : axes) {
        if (axis.size() != axes.front().size()) {
            throw IoError(path, "'" + group + "': x, y and z differ in length", 1);
        }
    }
    for (std::size_t n = 0; n < axes.front().size(); ++n) {
        for (std::size_t axis = 0; axis < axes.size(); ++axis) {
            if (!std::isfinite(axes[axis][n])) {
                throw IoError(
                    path,
                    "'" + group + "': position " + std::to_string(n) + " is not a finite number",
                    1);
            }
            table.values.push_back(axes[axis][n]);
        }
    }
    return table;
}

}  // namespace

PositionsTable read_positions_table(const std::string& path, const std::string& dataset) {
    if (hdf5::File::is_hdf5(path)) {
        const auto file = hdf5::File::open(path);
        if (!dataset.empty() && file.exists(dataset) && file.is_group(dataset)) {
            return from_group(path, file, dataset);
        }
    }
    const auto samples = open_samples(path, dataset);
    const std::size_t dims = samples->n_features();
    if (dims < 2 || dims > 3) {
        throw IoError(
            path, "has " + std::to_string(dims) + " coordinates per neuron; 2 or 3 are possible",
            1);
    }
    return {dims, samples->features(0, dims)};
}

}  // namespace callosum
