#include "network/nir/linear.hpp"

#include <algorithm>
#include <numeric>

#include "network/nir/convolution.hpp"

namespace callosum::nir {
namespace {

void fault(std::vector<Problem>& problems, const Node& node, const std::string& what) {
    problems.push_back({"node \"" + node.name + "\" (" + node.type + ")", what});
}

LinearMap matrix(const Node& node, const std::vector<std::uint64_t>& in_shape,
                 std::vector<Problem>& problems) {
    const Array& weight = node.fields.at("weight");
    LinearMap map{in_shape, {}, {}, {}};
    if (weight.shape.size() != 2 || weight.shape[1] != size_of(in_shape)) {
        fault(problems, node,
              "has a weight of shape " + shape_text(weight.shape) + " for an input of shape " +
                  shape_text(in_shape) + "; it must be (outputs, inputs)");
        return map;
    }
    const auto n_out = weight.shape[0], n_in = weight.shape[1];
    map.out_shape = {n_out};
    for (std::uint64_t i = 0; i < n_in; ++i) {
        for (std::uint64_t o = 0; o < n_out; ++o) {
            const double w = weight.values[o * n_in + i];
            if (w != 0) { map.entries.push_back({i, o, w, 0}); }
        }
    }
    const auto bias = node.fields.find("bias");
    if (bias == node.fields.end()) { return map; }
    if (bias->second.size() != n_out) {
        fault(problems, node,
              "has " + std::to_string(bias->second.size()) + " biases for " +
                  std::to_string(n_out) + " outputs");
    }
    map.bias = bias->second.values;
    return map;
}

/// Returns the map that multiplies each element by a factor, or delays it.
LinearMap elementwise(const Node& node, const std::vector<std::uint64_t>& in_shape,
                      const char* field, std::vector<Problem>& problems) {
    LinearMap map = identity(in_shape);
    const Array& values = node.fields.at(field);
    if (values.size() != 1 && values.size() != map.entries.size()) {
        fault(problems, node,
              "has " + std::to_string(values.size()) + " values for an input of " +
                  std::to_string(map.entries.size()));
        return map;
    }
    const bool delays = std::string_view(field) == "delay";
    for (std::uint64_t i = 0; i < map.entries.size(); ++i) {
        const double value = values.values[values.size() == 1 ? 0 : i];
        (delays ? map.entries[i].delay : map.entries[i].weight) = value;
    }
    return map;
}

LinearMap flattened(const Node& node, const std::vector<std::uint64_t>& in_shape,
                    std::vector<Problem>& problems) {
    LinearMap map = identity(in_shape);
    const auto whole = [&](const char* name) {
        const auto value = static_cast<std::int64_t>(node.fields.at(name).values.at(0));
        return value < 0 ? value + static_cast<std::int64_t>(in_shape.size()) : value;
    };
    const std::int64_t first = whole("start_dim"), last = whole("end_dim");
    const auto n = static_cast<std::int64_t>(in_shape.size());
    if (first < 0 || last < first || last >= n) {
        fault(problems, node,
              "flattens dimensions " + std::to_string(first) + " to " + std::to_string(last) +
                  " of an input of shape " + shape_text(in_shape));
        return map;
    }
    map.out_shape.assign(in_shape.begin(), in_shape.begin() + first);
    map.out_shape.push_back(std::accumulate(in_shape.begin() + first, in_shape.begin() + last + 1,
                                            std::uint64_t{1}, std::multiplies<>()));
    map.out_shape.insert(map.out_shape.end(), in_shape.begin() + last + 1, in_shape.end());
    return map;
}

}  // namespace

std::uint64_t size_of(const std::vector<std::uint64_t>& shape) {
    return std::accumulate(shape.begin(), shape.end(), std::uint64_t{1}, std::multiplies<>());
}

std::string shape_text(const std::vector<std::uint64_t>& shape) {
    std::string text = "(";
    for (const auto n : shape) { text += (text.size() > 1 ? ", " : "") + std::to_string(n); }
    return text + ")";
}

std::uint64_t LinearMap::n_in() const { return size_of(in_shape); }
std::uint64_t LinearMap::n_out() const { return size_of(out_shape); }

LinearMap identity(const std::vector<std::uint64_t>& shape) {
    LinearMap map{shape, shape, {}, {}};
    for (std::uint64_t i = 0; i < size_of(shape); ++i) { map.entries.push_back({i, i, 1, 0}); }
    return map;
}

LinearMap map_of(const Node& node, const std::vector<std::uint64_t>& in_shape,
                 std::vector<Problem>& problems) {
    if (node.type == "Affine" || node.type == "Linear") { return matrix(node, in_shape, problems); }
    if (node.type == "Scale") { return elementwise(node, in_shape, "scale", problems); }
    if (node.type == "Delay") { return elementwise(node, in_shape, "delay", problems); }
    if (node.type == "Flatten") { return flattened(node, in_shape, problems); }
    return convolution(node, in_shape, problems);
}

LinearMap compose(const LinearMap& first, const LinearMap& second) {
    LinearMap map{first.in_shape, second.out_shape, {}, {}};
    // Each entry is the position at which the entries of one input of the second map begin.
    std::vector<std::uint64_t> begin(second.n_in() + 1, 0);
    for (const auto& entry : second.entries) { ++begin[entry.in + 1]; }
    for (std::uint64_t i = 0; i < second.n_in(); ++i) { begin[i + 1] += begin[i]; }
    std::vector<Entry> products;
    for (std::size_t a = 0; a < first.entries.size();) {
        const auto in = first.entries[a].in;
        products.clear();
        for (; a < first.entries.size() && first.entries[a].in == in; ++a) {
            const Entry& one = first.entries[a];
            for (auto b = begin[one.out]; b < begin[one.out + 1]; ++b) {
                const Entry& two = second.entries[b];
                products.push_back({in, two.out, one.weight * two.weight, one.delay + two.delay});
            }
        }
        std::stable_sort(products.begin(), products.end(), [](const Entry& x, const Entry& y) {
            return x.out != y.out ? x.out < y.out : x.delay < y.delay;
        });
        for (const auto& entry : products) {
            auto* last = map.entries.empty() ? nullptr : &map.entries.back();
            if (last != nullptr && last->in == entry.in && last->out == entry.out &&
                last->delay == entry.delay) {
                last->weight += entry.weight;
            } else {
                map.entries.push_back(entry);
            }
        }
    }
    map.bias = second.bias;
    if (!first.bias.empty()) {
        map.bias.resize(second.n_out(), 0);
        for (const auto& entry : second.entries) {
            map.bias[entry.out] += entry.weight * first.bias[entry.in];
        }
    }
    return map;
}

}  // namespace callosum::nir
