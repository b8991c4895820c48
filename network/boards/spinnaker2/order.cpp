#include "network/boards/spinnaker2/order.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>

#include "network/partition/scotch.hpp"

namespace callosum::spinnaker2 {
namespace {

/// Returns the graph of spikes between neurons in both directions; rates are whole numbers in [1,
/// 1000], because Scotch takes integers.
WeightedGraph graph_of(const BoardNetwork& network, const SynapseTable& synapses) {
    const auto n = static_cast<std::uint32_t>(synapses.begin.size() - 1);
    double highest = 0;
    for (const auto& population : network.populations) {
        highest = std::max(highest, population.rate_hz);
    }
    std::vector<std::int32_t> rate(n, 1);
    for (std::size_t p = 0; p < network.populations.size(); ++p) {
        const auto& population = network.description.populations[p];
        const double part = highest > 0 ? network.populations[p].rate_hz / highest : 0;
        std::fill_n(rate.begin() + static_cast<std::ptrdiff_t>(population.first_gid),
                    population.size,
                    std::max(1, static_cast<std::int32_t>(std::lround(1000 * part))));
    }
    // Each synapse is listed at both its ends; equal neighbours then become one edge.
    std::vector<std::uint64_t> begin(n + 1, 0);
    const auto for_all = [&](auto&& f) {
        for (std::uint32_t t = 0; t < n; ++t) {
            for (auto i = synapses.begin[t]; i < synapses.begin[t + 1]; ++i) {
                if (synapses.source[i] != t) { f(synapses.source[i], t); }
            }
        }
    };
    for_all([&](std::uint32_t s, std::uint32_t t) {
        ++begin[s + 1];
        ++begin[t + 1];
    });
    for (std::uint32_t v = 0; v < n; ++v) { begin[v + 1] += begin[v]; }
    struct End {
        std::uint32_t other;
        std::int32_t weight;
    };
    std::vector<End> ends(begin.back());
    auto next = begin;
    for_all([&](std::uint32_t s, std::uint32_t t) {
        ends[next[s]++] = {t, rate[s]};
        ends[next[t]++] = {s, rate[s]};
    });
    WeightedGraph graph;
    graph.costs.assign(n, 1);
    graph.begin.push_back(0);
    for (std::uint32_t v = 0; v < n; ++v) {
        const auto first = ends.begin() + static_cast<std::ptrdiff_t>(begin[v]);
        const auto last = ends.begin() + static_cast<std::ptrdiff_t>(begin[v + 1]);
        std::sort(first, last, [](const End& a, const End& b) {
            return a.other != b.other ? a.other < b.other : a.weight < b.weight;
        });
        for (auto end = first; end != last; ++end) {
            const bool same = end != first && (end - 1)->other == end->other;
            if (same) {
                graph.weights.back() += end->weight;
            } else {
                graph.neighbours.push_back(static_cast<std::int32_t>(end->other));
                graph.weights.push_back(end->weight);
            }
        }
        graph.begin.push_back(static_cast<std::int32_t>(graph.neighbours.size()));
    }
    return graph;
}

}  // namespace

std::vector<std::uint32_t> given_order(const BoardNetwork& network) {
    std::vector<std::uint32_t> order(network.description.n_neurons());
    std::iota(order.begin(), order.end(), 0);
    return order;
}

ClusteredOrder clustered_order(const BoardNetwork& network, const SynapseTable& synapses) {
    ClusteredOrder order;
    if (synapses.size() > max_edges || synapses.size() == 0) { return order; }
    const auto n = network.description.n_neurons();
    constexpr std::uint64_t neurons_of_cluster = 32;
    const std::uint64_t clusters = std::bit_ceil(n / neurons_of_cluster + 1);
    constexpr double imbalance = 0.1;
    order.cluster = cut_with_scotch(graph_of(network, synapses), clusters, imbalance, false);
    order.neurons = given_order(network);
    for (const auto& population : network.description.populations) {
        const auto first =
            order.neurons.begin() + static_cast<std::ptrdiff_t>(population.first_gid);
        std::stable_sort(
            first, first + static_cast<std::ptrdiff_t>(population.size),
            [&](std::uint32_t a, std::uint32_t b) { return order.cluster[a] < order.cluster[b]; });
    }
    return order;
}

}  // namespace callosum::spinnaker2
