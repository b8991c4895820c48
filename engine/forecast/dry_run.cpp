#include "engine/forecast/dry_run.hpp"

#include <algorithm>
#include <map>
#include <string>

#include "engine/base/error.hpp"
#include "engine/exchange/dry_exchange.hpp"
#include "engine/exchange/wiring.hpp"
#include "engine/forecast/build_admitted.hpp"
#include "engine/layout/fixed_point_plan.hpp"

namespace callosum {
namespace {

/// Returns the population of a gid.
std::size_t population_of(const Description& description, Gid gid) {
    const auto& populations = description.populations;
    const auto after = std::upper_bound(
        populations.begin(), populations.end(), gid,
        [](Gid value, const Population& one) { return value < Gid(one.first_gid); });
    std::size_t p = static_cast<std::size_t>(after - populations.begin()) - 1;
    while (populations[p].size == 0) { --p; }
    return p;
}

/// Neurons of one rank in one population, end to end.
struct RankNeurons {
    std::vector<NeuronRange> ranges;  ///< ascending
    std::uint64_t size = 0;

    [[nodiscard]] std::uint64_t place_of(std::uint64_t index) const {
        std::uint64_t place = 0;
        for (const auto& range : ranges) {
            if (index < range.last) { return place + index - range.first; }
            place += range.size();
        }
        return place;
    }
    [[nodiscard]] std::uint64_t index_of(std::uint64_t place) const {
        for (const auto& range : ranges) {
            if (place < range.size()) { return range.first + place; }
            place -= range.size();
        }
        return ranges.back().last - 1;
    }
};

/// Communicator of one rank that answers in place of all the others.
class DryCommunicator final : public Communicator {
  public:
    DryCommunicator(const DryRunQuestion& question, int n_threads)
        : question_(question),
          partition_(partition_of(question.description, question.ranks, n_threads)) {}

    [[nodiscard]] RankId rank() const override { return RankId(question_.rank); }
    [[nodiscard]] int size() const override { return question_.ranks; }
    [[nodiscard]] int reporting() const override { return 1; }
    [[nodiscard]] int node_rank() const override { return 0; }
    [[nodiscard]] int node_size() const override { return 1; }
    void reduce(std::span<double>, Reduce) const override {}
    void reduce(std::span<std::uint64_t>, Reduce) const override {}

    /// Answers the requests of `wire` for the other ranks, which are taken to ask for the mirror
    /// image.
    [[nodiscard]] std::vector<SetupMessage> exchange(
        std::vector<SetupMessage> messages) const override {
        const auto here = neurons_of(rank());
        std::vector<Gid> gids;
        for (auto& message : messages) {
            auto& heard = heard_[message.rank];
            const auto there = neurons_of(message.rank);
            gids.clear();
            std::size_t p = 0;
            Gid end;  // of population p
            read_request(message, [&](Gid gid) {
                if (gid >= end) {
                    p = population_of(question_.description, gid);
                    const auto& population = question_.description.populations[p];
                    end = Gid(population.first_gid + population.size);
                }
                heard.resize(std::max(heard.size(), p + 1), 0);
                ++heard[p];
                const auto mirror = mirrored(p, gid, there, here);
                if (mirror != none) { gids.push_back(mirror); }
            });
            std::sort(gids.begin(), gids.end());
            gids.erase(std::unique(gids.begin(), gids.end()), gids.end());
            SourceList list;
            for (const auto gid : gids) { list.add(gid); }
            message.words = write_request(list, requested_delay(message));
        }
        return messages;
    }

    [[nodiscard]] std::unique_ptr<NeighbourExchange> neighbours(
        std::vector<RankId>, std::vector<RankId> sources) const override {
        std::vector<std::vector<std::uint32_t>> heard;
        for (const RankId source : sources) { heard.push_back(std::move(heard_[source])); }
        heard_.clear();
        const auto& description = question_.description;
        std::vector<double> per_step;
        for (const double rate : question_.rates) {
            per_step.push_back(rate * description.dt_ms * 1e-3);
        }
        return std::make_unique<DryExchange>(description.seed, heard, per_step,
                                             first_message_words(question_.ranks));
    }

  private:
    static constexpr Gid none{~std::uint64_t{0}};

    static Partition partition_of(const Description& description, int n_ranks, int n_threads) {
        return make_partition(
            {description, expected_synapses(plan_fixed_point(description)), n_ranks, n_threads});
    }

    [[nodiscard]] std::vector<RankNeurons> neurons_of(RankId rank) const {
        std::vector<RankNeurons> neurons(question_.description.populations.size());
        for (const auto& range : partition_.rank_ranges(rank.value())) {
            neurons[range.population].ranges.push_back(range);
            neurons[range.population].size += range.size();
        }
        for (auto& share : neurons) {
            std::sort(share.ranges.begin(), share.ranges.end(),
                      [](const auto& a, const auto& b) { return a.first < b.first; });
        }
        return neurons;
    }

    [[nodiscard]] Gid mirrored(std::size_t population, Gid gid,
                               const std::vector<RankNeurons>& there,
                               const std::vector<RankNeurons>& here) const {
        const Gid base(question_.description.populations[population].first_gid);
        const auto& from = there[population];
        const auto& to = here[population];
        if (to.size == 0) { return none; }
        const auto place = from.place_of(gid - base) * to.size / from.size;
        return base + to.index_of(std::min(place, to.size - 1));
    }

    const DryRunQuestion& question_;
    Partition partition_;
    /// By rank: number of its neurons that are heard, by population.
    mutable std::map<RankId, std::vector<std::uint32_t>> heard_;
};

}  // namespace

RunResult run_dry(const DryRunQuestion& question, const RunOptions& options) {
    if (question.rank < 0 || question.rank >= question.ranks) {
        throw ConfigError("--rank", "is " + std::to_string(question.rank) + "; must be in [0, " +
                                        std::to_string(question.ranks) + "), as --ranks is " +
                                        std::to_string(question.ranks));
    }
    const DryCommunicator communicator(question, options.threads);
    return build_admitted(question.description, communicator, options).run();
}

}  // namespace callosum
