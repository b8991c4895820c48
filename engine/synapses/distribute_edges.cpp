#include "engine/synapses/distribute_edges.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <map>
#include <set>
#include <utility>

#include "network/draw/bucketed_edges.hpp"

namespace callosum {
namespace {

/// Blocks of edges that a rank sends in one round: 24 MiB.
constexpr std::uint64_t blocks_per_round = 16;

/// A list of which the edges onto this rank's neurons are laid out; visits go to the list itself.
class LocalEdges final : public EdgeList {
  public:
    LocalEdges(std::shared_ptr<const EdgeList> list, std::vector<Slice> targets,
               std::vector<std::shared_ptr<const BucketedEdges>> laid_out)
        : list_(std::move(list)), targets_(std::move(targets)), laid_out_(std::move(laid_out)) {}

    void visit_part(std::uint64_t part, std::uint64_t n_parts,
                    const Visitor& visitor) const override {
        list_->visit_part(part, n_parts, visitor);
    }
    void visit_onto(Slice targets, const TargetVisitor& visitor) const override {
        list_->visit_onto(targets, visitor);
    }
    [[nodiscard]] const EdgeBounds& bounds() const override { return list_->bounds(); }
    [[nodiscard]] bool in_memory() const override { return list_->in_memory(); }
    [[nodiscard]] std::string origin() const override { return list_->origin(); }
    [[nodiscard]] EdgesRead read_so_far() const override { return list_->read_so_far(); }
    [[nodiscard]] std::shared_ptr<const BucketedEdges> laid_out(Slice targets) const override {
        const auto found = std::ranges::find(targets_, targets);
        return found == targets_.end()
                   ? nullptr
                   : laid_out_[static_cast<std::size_t>(found - targets_.begin())];
    }

  private:
    std::shared_ptr<const EdgeList> list_;
    std::vector<Slice> targets_;
    std::vector<std::shared_ptr<const BucketedEdges>> laid_out_;  ///< by slice of targets
};

/// The parts of a projection's targets that this rank's threads hold, ascending.
std::vector<Slice> local_targets(const Projection& projection, const Partition& partition,
                                 RankId rank) {
    std::vector<Slice> targets;
    for (const auto& range : partition.rank_ranges(rank.value())) {
        if (range.population != projection.target) { continue; }
        const Slice part{std::max(range.first, projection.target_slice.first),
                         std::min(range.last, projection.target_slice.last)};
        if (part.first < part.last) { targets.push_back(part); }
    }
    std::ranges::sort(targets, {}, &Slice::first);
    return targets;
}

/// Sends edges to the ranks that own their targets.
class EdgeExchange {
  public:
    EdgeExchange(const Partition& partition, std::size_t population, const Ranks& ranks)
        : partition_(partition), population_(population), ranks_(ranks) {}

    /// Edges onto this rank's neurons, first those of rank 0's part: in the order of the list. Collective.
    EdgeBlocks exchange(EdgeBlocks part) {
        std::uint64_t n_rounds =
            (part.size() / EdgeBlocks::block_size + blocks_per_round) / blocks_per_round;
        ranks_.reduce(std::span(&n_rounds, 1), Ranks::Reduce::max);
        for (std::uint64_t round = 0; round < n_rounds; ++round) {
            std::vector<SetupMessage> messages;
            message_of_.assign(static_cast<std::size_t>(ranks_.size()), no_message);
            for (std::uint64_t b = 0; b < blocks_per_round; ++b) {
                for (const auto& edge : part.take_block()) { post(edge, messages); }
                received_[ranks_.rank()].add(staying_);
                staying_.clear();
            }
            for (const auto& message : ranks_.exchange(std::move(messages))) { receive(message); }
        }
        EdgeBlocks all;
        for (auto& [rank, edges] : received_) { all.append(std::move(edges)); }
        return all;
    }

  private:
    static constexpr std::size_t words_per_edge = 3;
    static constexpr std::size_t no_message = static_cast<std::size_t>(-1);

    void post(const Edge& edge, std::vector<SetupMessage>& messages) {
        if (edge.target < run_.first || edge.target >= run_.last) {
            run_ = partition_.run_of(population_, edge.target);
        }
        const RankId rank(run_.share / static_cast<std::uint64_t>(partition_.n_threads));
        if (rank == ranks_.rank()) {
            staying_.push_back(edge);
            return;
        }
        auto& number = message_of_[rank.index()];
        if (number == no_message) {
            number = messages.size();
            messages.push_back({rank, {}});
        }
        auto& words = messages[number].words;
        words.push_back(edge.source << 32U | edge.target);
        words.push_back(std::bit_cast<std::uint64_t>(edge.weight));
        words.push_back(std::bit_cast<std::uint64_t>(edge.delay_ms));
    }

    void receive(const SetupMessage& message) {
        std::vector<Edge> edges;
        edges.reserve(message.words.size() / words_per_edge);
        for (std::size_t i = 0; i + words_per_edge <= message.words.size(); i += words_per_edge) {
            const auto* const words = &message.words[i];
            edges.push_back({words[0] >> 32U, words[0] & 0xFFFFFFFFU,
                             std::bit_cast<double>(words[1]), std::bit_cast<double>(words[2])});
        }
        received_[message.rank].add(edges);
    }

    const Partition& partition_;
    std::size_t population_;
    const Ranks& ranks_;
    OwnedRun run_;                           ///< of the last edge's target
    std::vector<std::size_t> message_of_;    ///< by rank
    std::vector<Edge> staying_;              ///< of the block at hand
    std::map<RankId, EdgeBlocks> received_;  ///< by sender
};

/// Edges of a projection's list onto this rank's targets, in the order of the list.
EdgeBlocks edges_of_rank(const Projection& projection, const Partition& partition,
                         const Ranks& ranks, HeldEdges& held) {
    const auto& list = *projection.rule.edges;
    EdgeBlocks edges;
    const bool alone_for_many = ranks.reporting() != ranks.size();
    if (list.in_memory() || alone_for_many) {
        for (const Slice& targets : local_targets(projection, partition, ranks.rank())) {
            list.visit_onto(targets, [&](std::span<const Edge> some) { edges.add(some); });
        }
        return edges;
    }
    if (auto part = held.extract(&list)) {
        edges = std::move(part.mapped());
    } else {
        run_on_all(ranks, [&] {
            list.visit_part(ranks.rank().index(), static_cast<std::uint64_t>(ranks.size()),
                            [&](const Edge* some, std::size_t n, std::uint64_t) {
                                edges.add({some, n});
                            });
        });
    }
    if (ranks.size() == 1) { return edges; }
    return EdgeExchange(partition, projection.target, ranks).exchange(std::move(edges));
}

}  // namespace

std::optional<Description> with_local_edges(const Description& description,
                                            const Partition& partition, const Ranks& ranks,
                                            HeldEdges held) {
    const auto is_listed = [](const Projection& projection) {
        return projection.rule.edges != nullptr;
    };
    if (std::ranges::none_of(description.projections, is_listed)) { return std::nullopt; }
    std::optional<Description> local(description);
    for (auto& projection : local->projections) {
        if (!is_listed(projection)) { continue; }
        auto edges = edges_of_rank(projection, partition, ranks, held);
        auto targets = local_targets(projection, partition, ranks.rank());
        auto laid_out = sort_into_buckets(std::move(edges), targets, description.dt_ms);
        projection.rule.edges = std::make_shared<LocalEdges>(
            projection.rule.edges, std::move(targets), std::move(laid_out));
    }
    return local;
}

void release_local_edges(Description& local, const Description& original) {
    for (std::size_t p = 0; p < local.projections.size(); ++p) {
        local.projections[p].rule.edges = original.projections[p].rule.edges;
    }
}

std::vector<std::string> notes_on_lists(const Description& description, const Ranks& ranks) {
    constexpr std::size_t most = 8;
    std::vector<std::string> notes;
    std::set<const EdgeList*> seen;
    for (const auto& projection : description.projections) {
        const auto& list = projection.rule.edges;
        if (!list || list->in_memory() || !seen.insert(list.get()).second) { continue; }
        const auto read = list->read_so_far();
        std::array<std::uint64_t, 3> sums{read.edges, read.bytes, read.bytes};
        ranks.reduce(std::span(sums).first(2), Ranks::Reduce::sum);
        ranks.reduce(std::span(sums).last(1), Ranks::Reduce::max);
        if (notes.size() == most) { continue; }
        notes.push_back("explicit list '" + list->origin() + "': " + std::to_string(list->size()) +
                        " edges; " + std::to_string(sums[0]) + " edges, " +
                        std::to_string(sums[1]) + " bytes read by " +
                        std::to_string(ranks.reporting()) + " ranks, by one at most " +
                        std::to_string(sums[2]) + " bytes");
    }
    return notes;
}

}  // namespace callosum
