#include "network/nir/convolution.hpp"

#include <algorithm>
#include <array>

namespace callosum::nir {
namespace {

/// A window of two dimensions that moves over an input; in one dimension y is 1.
struct Window {
    std::array<std::int64_t, 2> kernel{1, 1}, stride{1, 1}, padding{0, 0}, dilation{1, 1};
    std::array<std::int64_t, 2> in{1, 1}, out{1, 1};

    /// Computes the output size; returns false where the kernel does not fit.
    bool fit() {
        for (std::size_t d = 0; d < 2; ++d) {
            const std::int64_t reach = dilation[d] * (kernel[d] - 1) + 1;
            if (stride[d] < 1 || dilation[d] < 1 || padding[d] < 0) { return false; }
            out[d] = (in[d] + 2 * padding[d] - reach) / stride[d] + 1;
            if (in[d] + 2 * padding[d] < reach) { return false; }
        }
        return true;
    }
};

/// Reads a field with one value for both dimensions, or one for each.
std::array<std::int64_t, 2> pair_of(const Node& node, const char* name, std::size_t dimensions,
                                    std::int64_t otherwise) {
    const auto found = node.fields.find(name);
    std::array<std::int64_t, 2> pair{otherwise, otherwise};
    if (found == node.fields.end() || found->second.values.empty()) { return pair; }
    const auto& values = found->second.values;
    pair[0] = static_cast<std::int64_t>(values.front());
    pair[1] = dimensions == 2 ? static_cast<std::int64_t>(values.back()) : otherwise;
    return pair;
}

/// Sets the padding: numbers, or PyTorch's words "same" and "valid".
void set_padding(const Node& node, std::size_t dimensions, Window& window) {
    window.padding = pair_of(node, "padding", dimensions, 0);
    if (node.text != "same") { return; }
    for (std::size_t d = 0; d < dimensions; ++d) {
        window.padding[d] = window.dilation[d] * (window.kernel[d] - 1) / 2;
    }
}

/// Calls f(in place, out place, kernel place) for every place of the kernel that lies on the input.
template <class F>
void slide(const Window& w, F&& f) {
    for (std::int64_t ox = 0; ox < w.out[0]; ++ox) {
        for (std::int64_t oy = 0; oy < w.out[1]; ++oy) {
            for (std::int64_t k = 0; k < w.kernel[0] * w.kernel[1]; ++k) {
                const std::int64_t ix =
                    ox * w.stride[0] - w.padding[0] + k / w.kernel[1] * w.dilation[0];
                const std::int64_t iy =
                    oy * w.stride[1] - w.padding[1] + k % w.kernel[1] * w.dilation[1];
                if (ix < 0 || iy < 0 || ix >= w.in[0] || iy >= w.in[1]) { continue; }
                f(static_cast<std::uint64_t>(ix * w.in[1] + iy),
                  static_cast<std::uint64_t>(ox * w.out[1] + oy), static_cast<std::uint64_t>(k));
            }
        }
    }
}

void sort_entries(LinearMap& map) {
    std::stable_sort(map.entries.begin(), map.entries.end(), [](const Entry& a, const Entry& b) {
        return a.in != b.in ? a.in < b.in : a.out < b.out;
    });
}

std::vector<std::uint64_t> out_shape(std::uint64_t channels, const Window& window,
                                     std::size_t dimensions) {
    std::vector<std::uint64_t> shape{channels, static_cast<std::uint64_t>(window.out[0])};
    if (dimensions == 2) { shape.push_back(static_cast<std::uint64_t>(window.out[1])); }
    return shape;
}

void pool(const Node& node, std::uint64_t channels, Window window, LinearMap& map) {
    const double area = static_cast<double>(window.kernel[0] * window.kernel[1]);
    const double weight = node.type == "AvgPool2d" ? 1 / area : 1;
    const auto n_in = static_cast<std::uint64_t>(window.in[0] * window.in[1]);
    const auto n_out = static_cast<std::uint64_t>(window.out[0] * window.out[1]);
    for (std::uint64_t c = 0; c < channels; ++c) {
        slide(window, [&](std::uint64_t in, std::uint64_t out, std::uint64_t) {
            map.entries.push_back({c * n_in + in, c * n_out + out, weight, 0});
        });
    }
    map.out_shape = out_shape(channels, window, 2);
}

void convolve(const Node& node, const Window& window, std::uint64_t groups, LinearMap& map) {
    const Array& weight = node.fields.at("weight");
    const std::uint64_t n_out_channels = weight.shape[0], per_group = weight.shape[1];
    const auto area = static_cast<std::uint64_t>(window.kernel[0] * window.kernel[1]);
    const auto n_in = static_cast<std::uint64_t>(window.in[0] * window.in[1]);
    const auto n_out = static_cast<std::uint64_t>(window.out[0] * window.out[1]);
    for (std::uint64_t o = 0; o < n_out_channels; ++o) {
        // The output channels of a group see the input channels of that group alone.
        const std::uint64_t group = o / (n_out_channels / groups);
        for (std::uint64_t i = 0; i < per_group; ++i) {
            const std::uint64_t channel = group * per_group + i;
            slide(window, [&](std::uint64_t in, std::uint64_t out, std::uint64_t k) {
                const double w = weight.values[(o * per_group + i) * area + k];
                if (w != 0) { map.entries.push_back({channel * n_in + in, o * n_out + out, w, 0}); }
            });
        }
    }
    const auto& bias = node.fields.at("bias").values;
    map.bias.assign(n_out_channels * n_out, 0);
    for (std::uint64_t o = 0; o < n_out_channels; ++o) {
        std::fill_n(map.bias.begin() + static_cast<std::ptrdiff_t>(o * n_out), n_out,
                    bias[bias.size() == 1 ? 0 : o]);
    }
    map.out_shape = out_shape(n_out_channels, window, weight.shape.size() - 2);
}

}  // namespace

LinearMap convolution(const Node& node, const std::vector<std::uint64_t>& in_shape,
                      std::vector<Problem>& problems) {
    LinearMap map{in_shape, {}, {}, {}};
    const auto fault = [&](const std::string& what) {
        problems.push_back({"node \"" + node.name + "\" (" + node.type + ")", what});
        return map;
    };
    const std::size_t dimensions = node.type == "Conv1d" ? 1 : 2;
    if (in_shape.size() != dimensions + 1) {
        return fault("gets an input of shape " + shape_text(in_shape) + "; it needs " +
                     (dimensions == 1 ? "(channels, x)" : "(channels, x, y)"));
    }
    Window window;
    for (std::size_t d = 0; d < dimensions; ++d) {
        window.in[d] = static_cast<std::int64_t>(in_shape[d + 1]);
    }
    const bool pools = node.type == "SumPool2d" || node.type == "AvgPool2d";
    std::uint64_t groups = 1;
    if (pools) {
        window.kernel = pair_of(node, "kernel_size", 2, 1);
    } else {
        const auto& shape = node.fields.at("weight").shape;
        groups = static_cast<std::uint64_t>(node.fields.at("groups").values.at(0));
        const bool good = shape.size() == dimensions + 2 && groups > 0 &&
                          shape[1] * groups == in_shape[0] && shape[0] % groups == 0;
        if (!good) {
            return fault("has a weight of shape " + shape_text(shape) + " in " +
                         std::to_string(groups) + " groups for an input of shape " +
                         shape_text(in_shape));
        }
        const auto n_bias = node.fields.at("bias").size();
        if (n_bias != 1 && n_bias != shape[0]) {
            return fault("has " + std::to_string(n_bias) + " biases for " +
                         std::to_string(shape[0]) + " channels");
        }
        for (std::size_t d = 0; d < dimensions; ++d) {
            window.kernel[d] = static_cast<std::int64_t>(shape[d + 2]);
        }
        window.dilation = pair_of(node, "dilation", dimensions, 1);
    }
    window.stride = pair_of(node, "stride", dimensions, 1);
    set_padding(node, dimensions, window);
    if (!window.fit()) {
        return fault("has a kernel that does not fit an input of shape " + shape_text(in_shape));
    }
    if (pools) {
        pool(node, in_shape[0], window, map);
    } else {
        convolve(node, window, groups, map);
    }
    sort_entries(map);
    return map;
}

}  // namespace callosum::nir
