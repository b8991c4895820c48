#include "network/space/sorted_places.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "network/space/curve.hpp"

namespace callosum {

namespace {

Point grid_point(const Positions& positions, std::uint64_t index) {
    const Extent& extent = positions.extent;
    Point point{};
    for (std::size_t axis = extent.dims; axis-- > 0;) {
        const std::uint64_t n = positions.shape[axis];
        const double step = extent.size[axis] / static_cast<double>(n);
        point[axis] = extent.low[axis] + (static_cast<double>(index % n) + 0.5) * step;
        index /= n;
    }
    return point;
}

}  // namespace

Point SortedPlaces::at(const Positions& positions, std::uint64_t index) {
    if (positions.kind == Placement::grid) { return grid_point(positions, index); }
    Point point{};
    const std::size_t dims = positions.extent.dims;
    for (std::size_t axis = 0; axis < dims; ++axis) {
        point[axis] = (*positions.table)[index * dims + axis];
    }
    return point;
}

std::shared_ptr<const SortedPlaces> SortedPlaces::of(const Positions& positions, std::uint64_t size,
                                                     int leaf_level) {
    return positions.sort.find(
        [&](const SortedPlaces& sorted) { return sorted.belongs_to(positions, size); },
        [&] { return std::make_shared<const SortedPlaces>(positions, size, leaf_level); });
}

bool SortedPlaces::belongs_to(const Positions& positions, std::uint64_t size) const {
    return index.size() == size && kind_ == positions.kind && extent_ == positions.extent &&
           shape_ == positions.shape && table_ == positions.table;
}

SortedPlaces::SortedPlaces(const Positions& positions, std::uint64_t size, int leaf_level)
    : kind_(positions.kind),
      extent_(positions.extent),
      shape_(positions.shape),
      table_(positions.table) {
    const std::size_t dims = extent_.dims;
    const double cells = std::ldexp(1.0, leaf_level);
    std::vector<std::uint64_t> leaf_of_index(size);
    for (std::uint64_t i = 0; i < size; ++i) {
        const Point point = at(positions, i);
        curve::Cell cell{};
        for (std::size_t axis = 0; axis < dims; ++axis) {
            const double part = (point[axis] - extent_.low[axis]) / extent_.size[axis];
            cell[axis] = static_cast<std::uint32_t>(std::clamp(part * cells, 0.0, cells - 1));
        }
        leaf_of_index[i] = curve::number_of(cell, leaf_level, dims);
    }
    index.resize(size);
    std::iota(index.begin(), index.end(), 0U);
    // A stable sort keeps the order of indices within a leaf, so that the result does not depend on
    // the library.
    std::stable_sort(index.begin(), index.end(), [&](std::uint32_t a, std::uint32_t b) {
        return leaf_of_index[a] < leaf_of_index[b];
    });
    for (std::size_t axis = 0; axis < dims; ++axis) { coordinate[axis].reserve(size); }
    leaf.reserve(size);
    place.resize(size);
    for (const std::uint32_t i : index) {
        place[i] = static_cast<std::uint32_t>(leaf.size());
        leaf.push_back(leaf_of_index[i]);
        const Point point = at(positions, i);
        for (std::size_t axis = 0; axis < dims; ++axis) { coordinate[axis].push_back(point[axis]); }
    }
}

}  // namespace callosum
