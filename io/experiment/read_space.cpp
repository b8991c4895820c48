#include "io/experiment/read_space.hpp"

#include <algorithm>
#include <cmath>

#include "io/experiment/read_values.hpp"
#include "io/lists/edge_file.hpp"
#include "network/space/kernel.hpp"

namespace callosum {

namespace {

/// 2 or 3 numbers; `dims` where so many are needed.
std::optional<std::vector<double>> read_axes(const Cursor& at, std::size_t dims = 0) {
    const auto& value = at.value();
    const std::size_t n = value.is_array() ? value.size() : 0;
    if (n < 2 || n > 3 || (dims != 0 && n != dims)) {
        at.expected(dims == 0 ? "a list of 2 or 3 numbers, one per axis"
                              : "a list of " + std::to_string(dims) + " numbers, one per axis");
        return std::nullopt;
    }
    std::vector<double> numbers;
    for (std::size_t axis = 0; axis < n; ++axis) {
        const auto number = at.element(axis).number();
        if (!number) { return std::nullopt; }
        numbers.push_back(*number);
    }
    return numbers;
}

void copy(const std::vector<double>& from, Point& to) {
    std::copy(from.begin(), from.end(), to.begin());
}

/// Counts of a grid; its number of axes.
std::size_t read_shape(const Object& object, Positions& positions) {
    const Cursor at = object["shape"];
    const std::size_t n = at.value().is_array() ? at.value().size() : 0;
    if (n < 2 || n > 3) {
        at.expected("a list of 2 or 3 whole numbers, one per axis");
        return 0;
    }
    for (std::size_t axis = 0; axis < n; ++axis) {
        positions.shape[axis] = at.element(axis).count().value_or(1);
    }
    return n;
}

/// Extent from its sides, or from a grid's spacing; its number of axes, or 0.
std::size_t read_sides(const Object& object, Positions& positions) {
    const std::size_t grid = object.has("shape") ? read_shape(object, positions) : 0;
    if (object.has("shape") && grid == 0) { return 0; }
    if (object.has("extent")) {
        const auto sides = read_axes(object["extent"], grid);
        if (!sides) { return 0; }
        copy(*sides, positions.extent.size);
        return sides->size();
    }
    if (object.has("spacing")) {
        const Cursor at = object["spacing"];
        const auto one = at.value().is_number() ? at.number() : std::nullopt;
        const auto steps =
            one ? std::optional(std::vector<double>(grid, *one)) : read_axes(at, grid);
        if (!steps) { return 0; }
        for (std::size_t axis = 0; axis < grid; ++axis) {
            positions.extent.size[axis] =
                (*steps)[axis] * static_cast<double>(positions.shape[axis]);
        }
        return grid;
    }
    return 0;
}

}  // namespace

Extent enclosing(const std::vector<double>& table, std::size_t dims) {
    Extent extent;
    extent.dims = dims;
    for (std::size_t axis = 0; axis < dims; ++axis) {
        double low = unbounded;
        double high = -unbounded;
        for (std::size_t n = axis; n < table.size(); n += dims) {
            low = std::min(low, table[n]);
            high = std::max(high, table[n]);
        }
        if (low == high) {
            low -= 0.5;
            high += 0.5;
        }
        extent.low[axis] = low;
        extent.size[axis] = std::nextafter(high - low, unbounded);
    }
    return extent;
}

std::optional<Positions> read_positions(const Cursor& at) {
    const std::size_t before = at.context().paths.size();
    const Object object(at, "positions");
    if (!object.has("type")) { return std::nullopt; }
    const std::string type = object.text("type");
    object.check_kind(format::position_kinds(), type, "positions");
    Positions positions;
    positions.extent.periodic = object.flag("periodic");
    if (type == "grid") { positions.kind = Placement::grid; }
    if (type == "grid" && object.has("extent") == object.has("spacing")) {
        at.problem("a grid needs \"extent\" or \"spacing\", one of them");
    }
    std::size_t dims = read_sides(object, positions);
    if (type == "file" && object.has("file")) {
        positions.kind = Placement::file;
        const std::string path = resolve_path(at.context(), object.text("file"));
        auto table = guarded(object["file"],
                             [&] { return read_positions_table(path, object.text("dataset")); });
        if (!table) { return std::nullopt; }
        positions.file = path;
        positions.dataset = object.text("dataset");
        positions.table = std::make_shared<const std::vector<double>>(std::move(table->values));
        if (dims != 0 && dims != table->dims) {
            at.problem("\"extent\" has " + std::to_string(dims) + " axes, the file has " +
                       std::to_string(table->dims) + " coordinates per neuron");
        }
        dims = table->dims;
        if (!object.has("extent")) {
            if (object.has("center") || positions.extent.periodic) {
                at.problem("\"center\" and \"periodic\" need an \"extent\"");
            }
            positions.extent = enclosing(*positions.table, dims);
        }
    }
    positions.extent.dims = dims;
    if (dims == 0 || at.context().paths.size() > before) { return std::nullopt; }
    if (positions.kind != Placement::file || object.has("extent")) {
        std::vector<double> centre(dims, 0.0);
        if (object.has("center")) {
            const auto given = read_axes(object["center"], dims);
            if (!given) { return std::nullopt; }
            centre = *given;
        }
        for (std::size_t axis = 0; axis < dims; ++axis) {
            positions.extent.low[axis] = centre[axis] - 0.5 * positions.extent.size[axis];
        }
    }
    return positions;
}

namespace {

SpatialMask::Shape shape_of(const std::string& name) {
    using Shape = SpatialMask::Shape;
    if (name == "rectangular") { return Shape::rectangular; }
    if (name == "elliptical") { return Shape::elliptical; }
    if (name == "doughnut") { return Shape::doughnut; }
    if (name == "spherical") { return Shape::spherical; }
    if (name == "box") { return Shape::box; }
    return Shape::circular;
}

std::optional<SpatialMask> read_mask(const Cursor& at) {
    const std::size_t before = at.context().paths.size();
    const Object object(at, "mask");
    if (!object.has("type")) { return std::nullopt; }
    const std::string type = object.text("type");
    object.check_kind(format::mask_kinds(), type, "mask");
    SpatialMask mask;
    mask.shape = shape_of(type);
    mask.radius = object.number(object.has("outer_radius") ? "outer_radius" : "radius");
    mask.inner_radius = object.number("inner_radius");
    mask.major_axis = object.number("major_axis");
    mask.minor_axis = object.number("minor_axis");
    mask.azimuth_angle = object.number("azimuth_angle");
    const auto read = [&](const char* key, Point& into) {
        if (!object.has(key)) { return; }
        if (const auto axes = read_axes(object[key], mask.dims())) { copy(*axes, into); }
    };
    read("anchor", mask.anchor);
    read("lower_left", mask.lower_left);
    read("upper_right", mask.upper_right);
    if (at.context().paths.size() > before) { return std::nullopt; }
    return mask;
}

/// A formula in place.
std::optional<Expression> read_formula(const Cursor& at) {
    return guarded(at, [&] { return Expression(at.value().get<std::string>()); });
}

/// Parameters of named kernels that must be above 0.
bool is_scale(const std::string& key) {
    return key == "beta" || key == "std" || key == "std_x" || key == "std_y" || key == "kappa" ||
           key == "theta";
}

std::optional<Expression> read_kernel(const Cursor& at) {
    if (at.value().is_string()) { return read_formula(at); }
    if (at.value().is_number()) {
        const auto number = at.number();
        return number ? std::optional(Expression(*number)) : std::nullopt;
    }
    if (!at.value().is_object()) {
        at.expected("a number, a formula of x (µm) or {\"type\": NAME, ...}");
        return std::nullopt;
    }
    const std::size_t before = at.context().paths.size();
    const Object object(at, "kernel");
    if (!object.has("type")) { return std::nullopt; }
    object.check_kind(format::kernel_kinds(), object.text("type"), "kernel");
    std::map<std::string, double, std::less<>> params;
    for (const auto& item : at.value().items()) {
        if (item.key() == "type" || !object.has(item.key())) { continue; }
        const double value = object.number(item.key());
        if (is_scale(item.key()) && !(value > 0)) {
            object[item.key()].problem("is " + number_text(value) + ", must be > 0");
        }
        if (item.key() == "rho" && !(std::fabs(value) < 1)) {
            object[item.key()].problem("is " + number_text(value) + ", must be in (-1, 1)");
        }
        params[item.key()] = value;
    }
    if (at.context().paths.size() > before) { return std::nullopt; }
    return named_kernel(object.text("type"), params);
}

}  // namespace

std::optional<SpatialRule> read_spatial_rule(const Object& rule) {
    if (!rule.has("mask") && !rule.has("kernel") && !rule.has("passes")) { return std::nullopt; }
    SpatialRule space;
    if (rule.has("mask")) { space.mask = read_mask(rule["mask"]); }
    if (rule.has("kernel")) { space.kernel = read_kernel(rule["kernel"]).value_or(space.kernel); }
    constexpr std::uint64_t most = 0xffffffff;
    space.passes = static_cast<std::uint32_t>(std::min(rule.count("passes"), most));
    return space;
}

bool is_by_distance(const Json& value) {
    return value.is_object() && (value.contains("distance") || value.contains("expression"));
}

std::optional<ByDistance> read_by_distance(const Cursor& at) {
    const std::size_t before = at.context().paths.size();
    const Object object(at, "by_distance");
    if (object.has("distance") == object.has("expression")) {
        at.problem("needs \"distance\" or \"expression\", one of them");
        return std::nullopt;
    }
    ByDistance value;
    if (object.has("expression")) {
        value.mean = read_formula(object["expression"]).value_or(value.mean);
    } else {
        const Object line(object["distance"], "line");
        if (line.has("slope") == line.has("speed")) {
            line.at().problem("needs \"slope\" or \"speed\", one of them");
            return std::nullopt;
        }
        const std::string offset = "(" + number_text(line.number("offset")) + ")";
        value.mean = Expression(line.has("speed")
                                    ? offset + "+x/" + number_text(line.number("speed"))
                                    : offset + "+x*(" + number_text(line.number("slope")) + ")");
    }
    if (object.has("noise")) { value.noise = read_drawn(object["noise"]).value_or(value.noise); }
    value.min = object.maybe_number("min").value_or(-unbounded);
    value.max = object.maybe_number("max").value_or(unbounded);
    value.factor = object.number("factor");
    if (at.context().paths.size() > before) { return std::nullopt; }
    return value;
}

}  // namespace callosum
