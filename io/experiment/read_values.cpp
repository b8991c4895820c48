#include "io/experiment/read_values.hpp"

#include <algorithm>
#include <filesystem>

#include "engine/base/math.hpp"
#include "io/lists/edge_file.hpp"

namespace callosum {

namespace {

Distribution::Kind kind_of_distribution(const std::string& name) {
    if (name == "uniform") { return Distribution::Kind::uniform; }
    if (name == "normal") { return Distribution::Kind::normal; }
    if (name == "lognormal") { return Distribution::Kind::lognormal; }
    if (name == "exponential") { return Distribution::Kind::exponential; }
    return Distribution::Kind::constant;
}

/// A spread of 0 is a constant; the quantile function would divide by it.
Distribution without_spread(Distribution drawn) {
    const bool normal = drawn.kind == Distribution::Kind::normal;
    if ((!normal && drawn.kind != Distribution::Kind::lognormal) || drawn.b != 0) { return drawn; }
    drawn.a = normal ? drawn.a : math::exp(drawn.a);
    drawn.kind = Distribution::Kind::constant;
    if (drawn.outside == Distribution::Outside::clip && drawn.min <= drawn.max) {
        drawn.a = std::clamp(drawn.a, drawn.min, drawn.max);
    }
    drawn.outside = Distribution::Outside::redraw;
    return drawn;
}

std::optional<std::vector<double>> read_file(const Cursor& at) {
    const Object object(at, "file");
    if (!object.has("file")) { return std::nullopt; }
    const std::string path = resolve_path(at.context(), object.text("file"));
    return guarded(at, [&] { return read_array(path, object.text("dataset")); });
}

std::optional<std::vector<double>> read_list(const Cursor& at) {
    std::vector<double> numbers;
    numbers.reserve(at.value().size());
    for (std::size_t n = 0; n < at.value().size(); ++n) {
        const auto number = at.element(n).number();
        if (!number) { return std::nullopt; }
        numbers.push_back(*number);
    }
    return numbers;
}

std::optional<Slice> read_pair(const Cursor& at) {
    if (!at.value().is_array() || at.value().size() != 2) {
        at.expected("a pair [first, last) of neurons");
        return std::nullopt;
    }
    const auto first = at.element(0).count();
    const auto last = at.element(1).count();
    if (!first || !last) { return std::nullopt; }
    return Slice{*first, *last};
}

}  // namespace

std::string absolute_path(const std::string& base_dir, const std::string& path) {
    const std::filesystem::path joined = std::filesystem::path(base_dir) / path;
    return std::filesystem::absolute(joined).lexically_normal().string();
}

std::string resolve_path(const ReadContext& context, const std::string& path) {
    return absolute_path(context.base_dir, path);
}

std::optional<Distribution> read_drawn(const Cursor& at) {
    if (!at.value().is_object()) {
        if (!at.value().is_number()) {
            at.expected("a number or a distribution {\"distribution\": \"normal\", ...}");
            return std::nullopt;
        }
        const auto number = at.number();
        return number ? std::optional(Distribution::constant(*number)) : std::nullopt;
    }
    const std::size_t before = at.context().paths.size();
    const Object object(at, "distribution");
    const std::string name = object.text("distribution");
    object.check_kind(format::distribution_kinds(), name, "distribution");

    Distribution drawn;
    drawn.kind = kind_of_distribution(name);
    drawn.min = object.maybe_number("min").value_or(-unbounded);
    drawn.max = object.maybe_number("max").value_or(unbounded);
    drawn.a = object.number("mean");
    drawn.b = object.number("std");
    if (object.text("outside") == "clip") { drawn.outside = Distribution::Outside::clip; }
    if (drawn.kind == Distribution::Kind::constant) { drawn.a = object.number("value"); }
    if (drawn.kind == Distribution::Kind::uniform) {
        drawn.a = drawn.min;
        drawn.b = drawn.max;
        drawn.min = -unbounded;
        drawn.max = unbounded;
    }
    if (drawn.kind == Distribution::Kind::exponential) {
        if (object.has("mean") == object.has("beta")) {
            at.problem("distribution exponential needs \"mean\" (or NEST's name for it, \"beta\")");
        }
        drawn.a = object.maybe_number("mean").value_or(object.number("beta"));
    }
    if (at.context().paths.size() > before) { return std::nullopt; }
    return without_spread(drawn);
}

std::optional<Values> read_values(const Cursor& at) {
    const bool in_file = at.value().is_object() && at.value().contains("file");
    if (in_file || at.value().is_array()) {
        const auto numbers = read_numbers(at);
        return numbers ? std::optional<Values>(*numbers) : std::nullopt;
    }
    if (!at.value().is_object() && !at.value().is_number()) {
        at.expected("a number, a distribution, a list with one number per neuron, or a file");
        return std::nullopt;
    }
    const auto drawn = read_drawn(at);
    return drawn ? std::optional<Values>(*drawn) : std::nullopt;
}

std::optional<std::vector<double>> read_numbers(const Cursor& at) {
    if (at.value().is_array()) { return read_list(at); }
    if (at.value().is_object()) { return read_file(at); }
    at.expected("a list of numbers or a file {\"file\": ...}");
    return std::nullopt;
}

std::optional<Selection> read_ranges(const Cursor& at) {
    const auto& value = at.value();
    const bool one = value.is_array() && value.size() == 2 && value[0].is_number();
    if (!value.is_array() || (!one && std::any_of(value.begin(), value.end(), [](const Json& item) {
            return !item.is_array();
        }))) {
        at.expected("a range [first, last) or a list of such ranges");
        return std::nullopt;
    }
    Selection ranges;
    for (std::size_t n = 0; n < (one ? 1 : value.size()); ++n) {
        const auto pair = read_pair(one ? at : at.element(n));
        if (!pair) { return std::nullopt; }
        ranges.push_back(*pair);
    }
    std::sort(ranges.begin(), ranges.end(),
              [](const Slice& a, const Slice& b) { return a.first < b.first; });
    return ranges;
}

std::optional<Selection> read_indices(const Cursor& at) {
    if (!at.value().is_array()) {
        at.expected("a list of neurons");
        return std::nullopt;
    }
    std::vector<std::uint64_t> neurons;
    for (std::size_t n = 0; n < at.value().size(); ++n) {
        const auto index = at.element(n).count();
        if (!index) { return std::nullopt; }
        neurons.push_back(*index);
    }
    std::sort(neurons.begin(), neurons.end());
    Selection ranges;
    for (const auto neuron : neurons) {
        if (!ranges.empty() && neuron < ranges.back().last) { continue; }
        if (!ranges.empty() && neuron == ranges.back().last) {
            ++ranges.back().last;
        } else {
            ranges.push_back({neuron, neuron + 1});
        }
    }
    return ranges;
}

}  // namespace callosum
