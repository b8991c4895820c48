#include "network/partition/partition.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include "engine/base/error.hpp"
#include "network/partition/cost.hpp"
#include "network/partition/curve_cut.hpp"
#include "network/partition/graph.hpp"
#include "network/partition/listed_cut.hpp"
#include "network/partition/regular_cuts.hpp"
#include "network/partition/saving.hpp"
#include "network/partition/scattered.hpp"

namespace callosum {
namespace {

bool connected_by_place(const Description& description) {
    return std::any_of(description.projections.begin(), description.projections.end(),
                       [&](const Projection& projection) {
                           return projection.rule.space.has_value() &&
                                  description.populations[projection.source].positions &&
                                  description.populations[projection.target].positions;
                       });
}

/// Assigns to every thread of a rank a part of each of the rank's pieces, so that threads have the
/// same mix.
std::vector<std::vector<OwnedRun>> owners_of(const PieceGraph& graph,
                                             const std::vector<std::uint32_t>& part,
                                             std::size_t n_populations, std::uint64_t n_threads) {
    std::vector<std::vector<OwnedRun>> owners(n_populations);
    for (std::size_t i = 0; i < graph.pieces.size(); ++i) {
        const auto& piece = graph.pieces[i];
        const std::uint64_t grains = grains_of(piece.size());
        for (std::uint64_t t = 0; t < n_threads; ++t) {
            // The remainder rotates, so that no thread always has the larger part.
            const std::uint64_t from = (t * grains + i % n_threads) / n_threads;
            const std::uint64_t to =
                t + 1 == n_threads ? grains : ((t + 1) * grains + i % n_threads) / n_threads;
            const auto first = piece.first + (t == 0 ? 0 : from) * neuron_grain;
            const auto last = std::min(piece.last, piece.first + to * neuron_grain);
            if (first < last) {
                owners[piece.population].push_back({first, last, part[i] * n_threads + t});
            }
        }
    }
    return owners;
}

std::string percent(double part) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.0f %%", 100 * part);
    return text.data();
}

/// Choice of the kind of partition, with the reason in words.
class Choice {
  public:
    explicit Choice(const PartitionQuestion& question)
        : question_(question),
          description_(question.description),
          n_shares_(static_cast<std::uint64_t>(question.n_ranks) *
                    static_cast<std::uint64_t>(question.n_threads)) {}

    Partition make(const std::string& kind, const std::string& why) const {
        if (kind == "auto") { return choose(); }
        if (kind == "even") {
            return named(std::make_shared<EvenCut>(description_, n_shares_), kind, why);
        }
        if (kind == "round_robin") {
            return named(std::make_shared<RoundRobinCut>(description_, n_shares_), kind, why);
        }
        const auto costs = neuron_costs(description_, question_.synapses);
        if (kind == "by_population") {
            return named(
                std::make_shared<ListedCut>(cut_by_population(description_, costs, n_shares_)),
                kind, why);
        }
        if (kind == "spatial") {
            return named(std::make_shared<CurveCut>(description_, question_.synapses, n_shares_),
                         kind, why);
        }
        const auto n_ranks = static_cast<std::uint64_t>(question_.n_ranks);
        if (16 * n_ranks > 4 * max_pieces) {
            throw ConfigError("partition", "\"graph\" serves up to " +
                                               std::to_string(max_pieces / 4) + " ranks; found " +
                                               std::to_string(n_ranks) +
                                               "; use \"even\", \"by_population\" or \"spatial\"");
        }
        const auto graph = make_pieces(question_, costs, n_ranks);
        return by_graph(graph, cut_graph(graph, n_ranks), why);
    }

  private:
    [[nodiscard]] Partition named(std::shared_ptr<const Cut> cut, const std::string& kind,
                                  const std::string& why) const {
        Partition partition(std::move(cut), question_.n_ranks, question_.n_threads);
        partition.kind = kind;
        partition.why = why;
        return partition;
    }

    [[nodiscard]] Partition by_graph(const PieceGraph& graph,
                                     const std::vector<std::uint32_t>& part,
                                     const std::string& why) const {
        const auto n_threads = static_cast<std::uint64_t>(question_.n_threads);
        return named(std::make_shared<ListedCut>(
                         owners_of(graph, part, description_.populations.size(), n_threads)),
                     "graph", why);
    }

    [[nodiscard]] Partition choose() const {
        const auto n_ranks = static_cast<std::uint64_t>(question_.n_ranks);
        if (n_shares_ == 1) { return make("even", "there is one thread"); }
        if (connected_by_place(description_)) {
            const auto scattered = scattered_population(description_);
            if (!scattered.empty()) {
                return make("even", "neighbours by index in " + scattered +
                                        " are not neighbours in space: a region would consist of "
                                        "many short ranges; sort its positions for \"spatial\"");
            }
            return make("spatial", "neurons are connected by where they are");
        }
        if (n_ranks == 1) { return make("even", "threads of one rank send nothing to each other"); }
        constexpr std::uint64_t max_listed = 10'000'000;
        std::uint64_t listed = 0;
        for (const auto& projection : description_.projections) {
            if (projection.rule.edges) { listed += projection.rule.edges->size(); }
        }
        constexpr std::uint64_t few = 256;
        if (n_ranks > few || listed > max_listed) {
            return make("even", "the network is too large to search for structure by default");
        }
        constexpr double worth = 0.2, balanced = 1.05;
        const std::string no_structure =
            "no structure found that would save a fifth of the spikes between ranks";
        const auto costs = neuron_costs(description_, question_.synapses);
        // The cheap bound comes first, because a graph of thousands of pieces that all talk to each
        // other takes a minute and gigabytes.
        if (largest_saving(description_, question_.synapses, costs, n_ranks, balanced) < worth) {
            return make("even", no_structure);
        }
        const auto graph = make_pieces(question_, costs, n_ranks);
        const double evenly = expected_copies_evenly(graph, n_ranks);
        if (evenly == 0) { return make("even", "no spike is expected to leave its rank"); }
        const auto part = cut_graph(graph, n_ranks);
        const double less = 1 - expected_copies(graph, part) / evenly;
        const double balance = cost_balance(graph, part, n_ranks);
        if (less > worth && balance < balanced) {
            return by_graph(graph, part,
                            percent(less) +
                                " fewer spikes between ranks than equal parts of "
                                "each population");
        }
        return make("even", less > worth ? "parts of the graph would not balance" : no_structure);
    }

    const PartitionQuestion& question_;
    const Description& description_;
    std::uint64_t n_shares_;
};

}  // namespace

std::vector<NeuronRange> Partition::rank_ranges(int rank) const {
    std::vector<NeuronRange> all;
    for (int t = 0; t < n_threads; ++t) {
        const auto of_thread = ranges(rank * n_threads + t);
        all.insert(all.end(), of_thread.begin(), of_thread.end());
    }
    return all;
}

Partition make_partition(const PartitionQuestion& question) {
    const auto& kind = question.description.partition;
    return Choice(question).make(kind, "asked for");
}

Partition partition_evenly(const Description& description, int n_ranks, int n_threads) {
    const auto n = static_cast<std::uint64_t>(n_ranks) * static_cast<std::uint64_t>(n_threads);
    Partition partition(std::make_shared<EvenCut>(description, n), n_ranks, n_threads);
    partition.kind = "even";
    return partition;
}

}  // namespace callosum
