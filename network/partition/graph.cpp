#include "network/partition/graph.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "engine/base/math.hpp"
#include "network/partition/cost.hpp"
#include "network/partition/scotch.hpp"

namespace callosum {
namespace {

using Links = std::map<std::pair<std::uint32_t, std::uint32_t>, double>;

/// Pieces [first, last) of a population.
struct PieceSlice {
    std::uint32_t first = 0, last = 0;
};

double overlap(const PieceGraph::Piece& piece, const Slice& slice) {
    const auto first = std::max(piece.first, slice.first);
    const auto last = std::min(piece.last, slice.last);
    return last > first ? static_cast<double>(last - first) : 0;
}

/// Adds the links of rules that treat all neurons alike: synapses are spread evenly over pairs.
void spread(const PieceGraph& graph, const Projection& projection, double synapses,
            const std::vector<PieceSlice>& slices, Links& links) {
    const auto& from = slices[projection.source];
    const auto& to = slices[projection.target];
    const double pairs = static_cast<double>(projection.source_slice.size()) *
                         static_cast<double>(projection.target_slice.size());
    for (auto a = from.first; a < from.last; ++a) {
        const double sources = overlap(graph.pieces[a], projection.source_slice);
        if (sources == 0) { continue; }
        for (auto b = to.first; b < to.last; ++b) {
            const double targets = overlap(graph.pieces[b], projection.target_slice);
            if (targets > 0) { links[{a, b}] += synapses * sources * targets / pairs; }
        }
    }
}

void pair_off(const PieceGraph& graph, const Projection& projection,
              const std::vector<PieceSlice>& slices, Links& links) {
    const auto& from = slices[projection.source];
    const auto& to = slices[projection.target];
    for (auto a = from.first; a < from.last; ++a) {
        for (auto b = to.first; b < to.last; ++b) {
            const auto& target = graph.pieces[b];
            // Target t of the slice has source t - target_slice.first + source_slice.first.
            const auto first = std::max(target.first, projection.target_slice.first);
            const auto last = std::min(target.last, projection.target_slice.last);
            if (first >= last) { continue; }
            const Slice sources{
                first - projection.target_slice.first + projection.source_slice.first,
                last - projection.target_slice.first + projection.source_slice.first};
            const double n = overlap(graph.pieces[a], sources);
            if (n > 0) { links[{a, b}] += n; }
        }
    }
}

std::uint32_t piece_with(const PieceGraph& graph, const PieceSlice& slice, std::uint64_t index) {
    const auto begin = graph.pieces.begin() + slice.first;
    const auto after = std::upper_bound(
        begin, graph.pieces.begin() + slice.last, index,
        [](std::uint64_t value, const PieceGraph::Piece& piece) { return value < piece.first; });
    return static_cast<std::uint32_t>(after - graph.pieces.begin()) - 1;
}

/// Adds up what the ranks have counted of a list: whole numbers, so the order does not matter.
void share(const Ranks& ranks, Links& counted) {
    constexpr std::size_t words_per_link = 2;
    std::vector<std::uint64_t> words;
    for (const auto& [pieces, n] : counted) {
        words.push_back(std::uint64_t{pieces.first} << 32U | pieces.second);
        words.push_back(static_cast<std::uint64_t>(n));
    }
    std::vector<SetupMessage> letters;
    for (RankId rank; rank.value() < ranks.size(); ++rank) {
        if (rank != ranks.rank()) { letters.push_back({rank, words}); }
    }
    for (const auto& letter : ranks.exchange(std::move(letters))) {
        for (std::size_t i = 0; i < letter.words.size(); i += words_per_link) {
            counted[{static_cast<std::uint32_t>(letter.words[i] >> 32U),
                     static_cast<std::uint32_t>(letter.words[i])}] +=
                static_cast<double>(letter.words[i + 1]);
        }
    }
}

/// Each rank counts the part of a file that it has read or reads now; a list in memory is counted by all.
void count_list(const PieceGraph& graph, const PartitionQuestion& question,
                const Projection& projection, const std::vector<PieceSlice>& slices, Links& links) {
    const auto& list = *projection.rule.edges;
    Links counted;
    const auto count = [&](std::uint64_t source, std::uint64_t target) {
        counted[{piece_with(graph, slices[projection.source], source),
                 piece_with(graph, slices[projection.target], target)}] += 1;
    };
    const auto count_edges = [&](const Edge* edges, std::size_t n, std::uint64_t) {
        for (std::size_t i = 0; i < n; ++i) { count(edges[i].source, edges[i].target); }
    };
    const bool together = question.ranks != nullptr && !list.in_memory();
    if (!together) {
        list.visit(count_edges);
    } else if (question.held != nullptr && question.held->contains(&list)) {
        question.held->at(&list).visit_ends(
            [&](std::span<const std::uint32_t> sources, std::span<const std::uint32_t> targets) {
                for (std::size_t i = 0; i < sources.size(); ++i) { count(sources[i], targets[i]); }
            });
    } else {
        run_on_all(*question.ranks, [&] {
            list.visit_part(question.ranks->rank().index(),
                            static_cast<std::uint64_t>(question.ranks->size()), count_edges);
        });
    }
    if (together) { share(*question.ranks, counted); }
    for (const auto& [pieces, n] : counted) { links[pieces] += n; }
}

std::int32_t whole(double value, double largest, double range) {
    return std::max<std::int32_t>(1,
                                  static_cast<std::int32_t>(std::llround(value / largest * range)));
}

/// Converts links to an undirected graph whose weights are the traffic between two pieces in both
/// directions.
WeightedGraph compress(const PieceGraph& graph) {
    std::vector<std::map<std::uint32_t, double>> around(graph.pieces.size());
    double most = 0;
    for (const auto& link : graph.links) {
        if (link.source == link.target) { continue; }
        // Traffic counts spikes, not synapses: a part hears a neuron once, however many synapses it
        // has from it.
        const auto& source = graph.pieces[link.source];
        const auto n = static_cast<double>(source.size());
        const double spikes = n * source.rate * -math::expm1(-link.synapses / n);
        if (spikes <= 0) { continue; }
        most = std::max(most, around[link.source][link.target] += spikes);
        most = std::max(most, around[link.target][link.source] += spikes);
    }
    double largest = 0;
    for (const auto& piece : graph.pieces) { largest = std::max(largest, piece.cost); }
    WeightedGraph compressed;
    compressed.begin.push_back(0);
    for (std::size_t i = 0; i < around.size(); ++i) {
        compressed.costs.push_back(whole(graph.pieces[i].cost, std::max(largest, 1e-300), 1e4));
        for (const auto& [other, spikes] : around[i]) {
            compressed.neighbours.push_back(static_cast<std::int32_t>(other));
            compressed.weights.push_back(whole(spikes, most, 1e4));
        }
        compressed.begin.push_back(static_cast<std::int32_t>(compressed.neighbours.size()));
    }
    return compressed;
}

}  // namespace

PieceGraph make_pieces(const PartitionQuestion& question, const std::vector<double>& costs,
                       std::uint64_t n_parts) {
    const auto& description = question.description;
    PieceGraph graph;
    const auto rates = expected_rates(description);
    double all = 0;
    for (std::size_t p = 0; p < costs.size(); ++p) {
        all += costs[p] * static_cast<double>(description.populations[p].size);
    }
    const auto budget = static_cast<double>(std::min(max_pieces, 16 * n_parts));
    std::vector<PieceSlice> slices;
    for (std::size_t p = 0; p < costs.size(); ++p) {
        const std::uint64_t size = description.populations[p].size;
        const std::uint64_t grains = grains_of(size);
        const double cost = costs[p] * static_cast<double>(size);
        const auto wanted = static_cast<std::uint64_t>(all == 0 ? 1 : cost / all * budget);
        const std::uint64_t n =
            std::clamp<std::uint64_t>(wanted, 1, std::max<std::uint64_t>(1, grains));
        PieceSlice slice{static_cast<std::uint32_t>(graph.pieces.size()), 0};
        for (std::uint64_t i = 0; i < n; ++i) {
            const auto first = std::min(size, i * grains / n * neuron_grain);
            const auto last = std::min(size, (i + 1) * grains / n * neuron_grain);
            if (first < last) {
                graph.pieces.push_back(
                    {p, first, last, costs[p] * static_cast<double>(last - first), rates[p]});
            }
        }
        slice.last = static_cast<std::uint32_t>(graph.pieces.size());
        slices.push_back(slice);
    }
    Links links;
    for (std::size_t p = 0; p < description.projections.size(); ++p) {
        const auto& projection = description.projections[p];
        switch (projection.rule.kind) {
            case RuleKind::one_to_one:
                pair_off(graph, projection, slices, links);
                break;
            case RuleKind::explicit_list:
                count_list(graph, question, projection, slices, links);
                break;
            default:
                spread(graph, projection, question.synapses[p], slices, links);
        }
    }
    for (const auto& [ends, n] : links) { graph.links.push_back({ends.first, ends.second, n}); }
    return graph;
}

std::vector<std::uint32_t> cut_graph(const PieceGraph& graph, std::uint64_t n_parts) {
    constexpr double imbalance = 0.03;
    return cut_with_scotch(compress(graph), n_parts, imbalance, true);
}

double expected_copies(const PieceGraph& graph, const std::vector<std::uint32_t>& part) {
    double copies = 0;
    std::map<std::uint32_t, double> heard;  // synapses of the present piece, by part
    const auto close = [&](std::uint32_t piece) {
        const auto n = static_cast<double>(graph.pieces[piece].size());
        for (const auto& [where, synapses] : heard) {
            if (where != part[piece]) {
                copies += n * graph.pieces[piece].rate * -math::expm1(-synapses / n);
            }
        }
        heard.clear();
    };
    for (std::size_t i = 0; i < graph.links.size(); ++i) {
        const auto& link = graph.links[i];
        heard[part[link.target]] += link.synapses;
        if (i + 1 == graph.links.size() || graph.links[i + 1].source != link.source) {
            close(link.source);
        }
    }
    return copies;
}

double expected_copies_evenly(const PieceGraph& graph, std::uint64_t n_parts) {
    double copies = 0;
    double synapses = 0;
    const auto parts = static_cast<double>(n_parts);
    for (std::size_t i = 0; i < graph.links.size(); ++i) {
        const auto& link = graph.links[i];
        synapses += link.synapses;
        if (i + 1 == graph.links.size() || graph.links[i + 1].source != link.source) {
            const auto& piece = graph.pieces[link.source];
            const auto n = static_cast<double>(piece.size());
            copies += n * piece.rate * (parts - 1) * -math::expm1(-synapses / n / parts);
            synapses = 0;
        }
    }
    return copies;
}

double cost_balance(const PieceGraph& graph, const std::vector<std::uint32_t>& part,
                    std::uint64_t n_parts) {
    std::vector<double> costs(n_parts, 0);
    for (std::size_t i = 0; i < part.size(); ++i) { costs[part[i]] += graph.pieces[i].cost; }
    const double all = std::accumulate(costs.begin(), costs.end(), 0.0);
    return all == 0
               ? 1
               : *std::max_element(costs.begin(), costs.end()) * static_cast<double>(n_parts) / all;
}

}  // namespace callosum
