#include "engine/exchange/wiring.hpp"

#include <gtest/gtest.h>

#include "tests/support/small_networks.hpp"
#include "tests/unit/engine/synapses/stored.hpp"

namespace callosum::test {
namespace {

/// One of several ranks of which nobody else runs: what the others would send is laid down by the
/// test, what this one sends is kept.
class StandIn final : public Communicator {
  public:
    StandIn(int rank, int size) : rank_(rank), size_(size) {}
    std::vector<SetupMessage> arriving;
    mutable std::vector<SetupMessage> sent;

    [[nodiscard]] RankId rank() const override { return RankId(rank_); }
    [[nodiscard]] int size() const override { return size_; }
    [[nodiscard]] int node_rank() const override { return rank_; }
    [[nodiscard]] int node_size() const override { return size_; }
    void reduce(std::span<double>, Reduce) const override {}
    void reduce(std::span<std::uint64_t>, Reduce) const override {}
    [[nodiscard]] std::vector<SetupMessage> exchange(
        std::vector<SetupMessage> letters) const override {
        sent = std::move(letters);
        return arriving;
    }
    [[nodiscard]] std::unique_ptr<NeighbourExchange> neighbours(
        std::vector<RankId>, std::vector<RankId>) const override {
        return nullptr;
    }

  private:
    int rank_, size_;
};

constexpr int n_ranks = 3;
constexpr int n_threads = 2;

Description network() {
    Description description;
    description.duration_ms = 1;
    description.populations = {neurons("a", 70), neurons("b", 100)};
    const auto weight = Distribution::constant(1);
    description.projections = {projection(0, 1, rule(RuleKind::fixed_indegree, 1), weight),
                               projection(1, 0, rule(RuleKind::fixed_total_number, 60), weight)};
    // The last neurons of b have no targets at all.
    description.projections[1].source_slice = {0, 80};
    return complete(description);
}

Partition dealt_out(Description description) {
    description.partition = "round_robin";
    return make_partition({description, {1, 1}, n_ranks, n_threads});
}

struct Rank {
    std::vector<SynapseStore> stores;
    Wiring wiring;
};

std::vector<Rank> wire_all(const Description& description, const Partition& partition) {
    const FixedPointPlan plan = plan_fixed_point(description);
    std::vector<Rank> ranks(n_ranks);
    std::vector<StandIn> stand_ins;
    const auto connect = [&](int r) {
        auto& rank = ranks[static_cast<std::size_t>(r)];
        std::vector<const SourceList*> lists;
        for (const auto& store : rank.stores) { lists.push_back(&store.sources); }
        rank.wiring = wire(description, partition, stand_ins[static_cast<std::size_t>(r)], lists);
    };
    for (int r = 0; r < n_ranks; ++r) {
        for (int t = 0; t < n_threads; ++t) {
            const auto ranges = partition.ranges(r * n_threads + t);
            ranks[static_cast<std::size_t>(r)].stores.push_back(
                build_synapses(description, plan, ranges, lay_out_rows(plan, ranges)));
        }
        stand_ins.emplace_back(r, n_ranks);
        connect(r);  // only to learn what this rank asks the others for
    }
    for (int from = 0; from < n_ranks; ++from) {
        for (const auto& letter : stand_ins[static_cast<std::size_t>(from)].sent) {
            stand_ins[letter.rank.index()].arriving.push_back({RankId(from), letter.words});
        }
    }
    for (int r = 0; r < n_ranks; ++r) { connect(r); }
    return ranks;
}

/// The gid of a neuron by its number on the rank that owns it.
std::uint64_t gid_of(const Description& description, const Partition& partition, int rank,
                     std::uint64_t local) {
    for (const auto& range : partition.rank_ranges(rank)) {
        const auto first = description.populations[range.population].first_gid + range.first;
        if (local < range.size()) { return first + local; }
        local -= range.size();
    }
    ADD_FAILURE() << "rank " << rank << " has no such neuron";
    return 0;
}

TEST(Wiring, NumbersTheNeuronsOfARankThreadAfterThread) {
    const auto description = network();
    for (const auto& partition :
         {partition_evenly(description, n_ranks, n_threads), dealt_out(description)}) {
        std::uint64_t all = 0;
        for (int r = 0; r < n_ranks; ++r) {
            const LocalNumbers numbers(description, partition, RankId(r));
            for (std::uint64_t local = 0; local < numbers.size(); ++local) {
                EXPECT_EQ(numbers.of(Gid(gid_of(description, partition, r, local))),
                          RankLocal(local));
            }
            all += numbers.size();
        }
        EXPECT_EQ(all, 170U);
    }
}

/// Numbers follow the order of gids, and the rank's own neurons are among them.
void expect_ascending(const Description& description, const Partition& partition, int rank,
                      const Wiring& wiring) {
    const auto known = gids_of(wiring.heard);
    EXPECT_EQ(known.size(), wiring.n_local + wiring.n_halo);
    EXPECT_TRUE(std::is_sorted(known.begin(), known.end()));
    ASSERT_EQ(wiring.heard_id.size(), wiring.n_local);
    for (std::uint64_t local = 0; local < wiring.n_local; ++local) {
        EXPECT_EQ(known.at(wiring.heard_id[RankLocal(local)].index()),
                  gid_of(description, partition, rank, local));
    }
}

void expect_routes_to_targets_alone(const Description& description, const Partition& partition) {
    const auto ranks = wire_all(description, partition);

    for (int r = 0; r < n_ranks; ++r) {
        const auto& own = ranks[static_cast<std::size_t>(r)];
        expect_ascending(description, partition, r, own.wiring);
        const auto known = gids_of(own.wiring.heard);
        std::vector<std::vector<std::uint64_t>> wanted;
        for (const auto& store : own.stores) { wanted.push_back(gids_of(store.sources)); }
        std::vector<std::size_t> found(n_threads, 0);
        const auto arrives = [&](HeardId id, std::uint64_t gid, bool must) {
            EXPECT_EQ(known.at(id.index()), gid);
            bool needed = false;
            for (std::size_t t = 0; t < n_threads; ++t) {
                if (!std::binary_search(wanted[t].begin(), wanted[t].end(), gid)) { continue; }
                ++found[t];
                needed = true;
            }
            EXPECT_TRUE(needed || !must)
                << "rank " << r << " is sent gid " << gid << " for nothing";
        };
        for (std::uint64_t local = 0; local < own.wiring.n_local; ++local) {
            arrives(own.wiring.heard_id[RankLocal(local)], gid_of(description, partition, r, local),
                    false);
        }
        for (std::size_t i = 0; i < own.wiring.sources.size(); ++i) {
            const RankId sender = own.wiring.sources[i];
            const auto& theirs = ranks[sender.index()].wiring;
            for (std::uint64_t local = 0; local < theirs.n_local; ++local) {
                theirs.routes.for_each(
                    RankLocal(local), [&](std::uint32_t destination, RequestSlot slot) {
                        if (theirs.destinations[destination] != RankId(r)) { return; }
                        arrives(own.wiring.heard_from(i, slot),
                                gid_of(description, partition, sender.value(), local), true);
                    });
            }
        }
        for (std::size_t t = 0; t < n_threads; ++t) {
            EXPECT_EQ(found[t], own.stores[t].sources.size()) << "rank " << r << " thread " << t;
        }
    }
}

TEST(Wiring, RoutesEverySpikeToThoseWhoHoldItsTargetsAndToNobodyElse) {
    const auto description = network();
    expect_routes_to_targets_alone(description, partition_evenly(description, n_ranks, n_threads));
    expect_routes_to_targets_alone(description, dealt_out(description));
}

TEST(Wiring, NamesTheSameNeighboursFromBothEnds) {
    const auto description = network();
    const auto ranks = wire_all(description, partition_evenly(description, n_ranks, n_threads));

    for (int a = 0; a < n_ranks; ++a) {
        const auto& from = ranks[static_cast<std::size_t>(a)].wiring.destinations;
        EXPECT_EQ(std::count(from.begin(), from.end(), RankId(a)), 0)
            << "a rank is not its own neighbour";
        for (int b = 0; b < n_ranks; ++b) {
            const auto& to = ranks[static_cast<std::size_t>(b)].wiring.sources;
            EXPECT_EQ(std::count(from.begin(), from.end(), RankId(b)),
                      std::count(to.begin(), to.end(), RankId(a)));
        }
    }
}

TEST(Wiring, NeedsNobodyElseOnOneRank) {
    const auto description = network();
    const auto partition = partition_evenly(description, 1, 1);
    const FixedPointPlan plan = plan_fixed_point(description);
    const auto ranges = partition.ranges(0);
    const auto store = build_synapses(description, plan, ranges, lay_out_rows(plan, ranges));

    const auto wiring = wire(description, partition, *make_solo_communicator(), {&store.sources});

    EXPECT_TRUE(wiring.sources.empty());
    EXPECT_TRUE(wiring.destinations.empty());
    EXPECT_EQ(wiring.routes.size(), 0U);
    EXPECT_EQ(wiring.n_local, 170U);
    const auto positions = positions_in(store.sources, wiring.heard);
    const auto gids = gids_of(store.sources);
    ASSERT_EQ(positions.size(), 170U);
    for (std::uint32_t s = 0; s < gids.size(); ++s) { EXPECT_EQ(positions[HeardId(gids[s])], s); }
    EXPECT_EQ(positions[HeardId(169)], not_listed);
}

}  // namespace
}  // namespace callosum::test
