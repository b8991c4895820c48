#include <cmath>

#include "network/describe/check.hpp"

namespace callosum::check {

namespace {

std::string coordinates(const double* at, std::size_t dims) {
    std::string text = "(";
    for (std::size_t axis = 0; axis < dims; ++axis) {
        text += (axis > 0 ? ", " : "") + to_text(at[axis]);
    }
    return text + ")";
}

bool extent(const Findings& findings, const std::string& where, const Extent& extent) {
    bool good = true;
    for (std::size_t axis = 0; axis < extent.dims; ++axis) {
        const std::string place = where + ".extent[" + std::to_string(axis) + "]";
        if (!inside(extent.size[axis], {0, unbounded, true})) {
            findings.add(place, "is " + to_text(extent.size[axis]) + ", " +
                                    to_text(Range{0, unbounded, true, "µm"}));
            good = false;
        }
        if (!std::isfinite(extent.low[axis])) {
            findings.add(where + ".center", "is not a finite number");
            good = false;
        }
    }
    return good;
}

void table(const Findings& findings, const std::string& where, const Positions& positions,
           std::uint64_t size) {
    const std::size_t dims = positions.extent.dims;
    if (!positions.table) { return; }  // said by the reader
    const auto& table = *positions.table;
    if (table.size() != size * dims) {
        findings.add(where, "'" + positions.file + "' has " + std::to_string(table.size() / dims) +
                                " positions; one for each of the " + std::to_string(size) +
                                " neurons is needed");
        return;
    }
    for (std::uint64_t n = 0; n < size; ++n) {
        const double* at = table.data() + n * dims;
        for (std::size_t axis = 0; axis < dims; ++axis) {
            const double low = positions.extent.low[axis];
            const double high = low + positions.extent.size[axis];
            if (std::isfinite(at[axis]) && at[axis] >= low && at[axis] <= high) { continue; }
            findings.add(where, "'" + positions.file + "': position " + std::to_string(n) + " is " +
                                    coordinates(at, dims) +
                                    " µm, which is not in the extent: axis " +
                                    std::to_string(axis) + " goes from " + to_text(low) + " to " +
                                    to_text(high) + " µm");
            return;  // one such place is enough to find the rest
        }
    }
}

}  // namespace

void positions(const Findings& findings, const std::string& where, const Population& population) {
    if (!population.positions) { return; }
    const auto& own = *population.positions;
    if (!extent(findings, where, own.extent) || population.size == 0) { return; }
    if (own.kind == Placement::file) { table(findings, where, own, population.size); }
    if (own.kind != Placement::grid) { return; }
    // As doubles: a product that no size can have need not fit 64 bits.
    double points = 1;
    for (std::size_t axis = 0; axis < own.extent.dims; ++axis) {
        points *= static_cast<double>(own.shape[axis]);
    }
    if (points != static_cast<double>(population.size)) {
        findings.add(where + ".shape", "makes " + to_text(points) + " points, but \"size\" is " +
                                           std::to_string(population.size));
    }
}

}  // namespace callosum::check
