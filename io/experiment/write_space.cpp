#include "io/experiment/write_space.hpp"

#include <cmath>
#include <limits>

#include "engine/base/error.hpp"
#include "io/experiment/read_space.hpp"
#include "io/experiment/resolve_stimulus.hpp"

namespace callosum {
namespace {

Json axes(const Point& point, std::size_t dims) {
    Json json = Json::array();
    for (std::size_t axis = 0; axis < dims; ++axis) { json.push_back(point[axis]); }
    return json;
}

/// The centre from which reading finds the same lower end, to the last bit.
double centre_of(double low, double size) {
    const double half = 0.5 * size;
    const double middle = low + half;
    constexpr int most_steps = 8;
    double below = middle;
    double above = middle;
    for (int step = 0; step < most_steps; ++step) {
        if (below - half == low) { return below; }
        if (above - half == low) { return above; }
        below = std::nextafter(below, -std::numeric_limits<double>::infinity());
        above = std::nextafter(above, std::numeric_limits<double>::infinity());
    }
    return middle;
}

void put_extent(Json& json, const Extent& extent) {
    Point centre{};
    for (std::size_t axis = 0; axis < extent.dims; ++axis) {
        centre[axis] = centre_of(extent.low[axis], extent.size[axis]);
    }
    json["extent"] = axes(extent.size, extent.dims);
    json["center"] = axes(centre, extent.dims);
    json["periodic"] = extent.periodic;
}

Json mask_to_json(const SpatialMask& mask) {
    using Shape = SpatialMask::Shape;
    const std::size_t dims = mask.dims();
    Json json;
    switch (mask.shape) {
        case Shape::circular:
        case Shape::spherical:
            json = {{"type", mask.shape == Shape::circular ? "circular" : "spherical"},
                    {"radius", mask.radius}};
            break;
        case Shape::doughnut:
            json = {{"type", "doughnut"},
                    {"inner_radius", mask.inner_radius},
                    {"outer_radius", mask.radius}};
            break;
        case Shape::elliptical:
            json = {{"type", "elliptical"},
                    {"major_axis", mask.major_axis},
                    {"minor_axis", mask.minor_axis},
                    {"azimuth_angle", mask.azimuth_angle}};
            break;
        case Shape::rectangular:
        case Shape::box:
            json = {{"type", mask.shape == Shape::box ? "box" : "rectangular"},
                    {"lower_left", axes(mask.lower_left, dims)},
                    {"upper_right", axes(mask.upper_right, dims)}};
            if (mask.shape == Shape::rectangular) { json["azimuth_angle"] = mask.azimuth_angle; }
            break;
    }
    json["anchor"] = axes(mask.anchor, dims);
    return json;
}

}  // namespace

Json positions_to_json(const Positions& positions) {
    Json json;
    switch (positions.kind) {
        case Placement::free:
            json["type"] = "free";
            break;
        case Placement::grid:
            json["type"] = "grid";
            json["shape"] = Json::array();
            for (std::size_t axis = 0; axis < positions.extent.dims; ++axis) {
                json["shape"].push_back(positions.shape[axis]);
            }
            break;
        case Placement::file:
            if (positions.file.empty()) {
                throw ConfigError("positions",
                                  "are a table that is in no file; an experiment names the file");
            }
            json["type"] = "file";
            json["file"] = positions.file;
            if (!positions.dataset.empty()) { json["dataset"] = positions.dataset; }
            if (positions.extent == enclosing(*positions.table, positions.extent.dims)) {
                return json;
            }
            break;
    }
    put_extent(json, positions.extent);
    return json;
}

Json to_json(const ByDistance& value) {
    Json json{{"expression", value.mean.text()},
              {"noise", to_json(value.noise)},
              {"factor", value.factor}};
    put_bound(json, "min", value.min);
    put_bound(json, "max", value.max);
    return json;
}

void put_space(Json& json, const Rule& rule) {
    if (rule.space->mask) { json["mask"] = mask_to_json(*rule.space->mask); }
    json["kernel"] = rule.space->kernel.text();
    if (rule.kind == RuleKind::pairwise_bernoulli) { json["passes"] = rule.space->passes; }
}

}  // namespace callosum
