#include "engine/state/wiring.hpp"

#include <gtest/gtest.h>

#include "tests/support/small_networks.hpp"

namespace callosum::test {
namespace {

/// One of several ranks of which nobody else runs: what the others would send is laid down by the
/// test, what this one sends is kept.
class StandIn final : public Communicator {
  public:
    using Lists = std::vector<std::vector<std::uint64_t>>;
    StandIn(int rank, int size) : rank_(rank), size_(size) {}
    Lists arriving;
    mutable Lists sent;

    [[nodiscard]] int rank() const override { return rank_; }
    [[nodiscard]] int size() const override { return size_; }
    [[nodiscard]] int node_rank() const override { return rank_; }
    [[nodiscard]] int node_size() const override { return size_; }
    void reduce(std::span<double>, Reduce) const override {}
    void reduce(std::span<std::uint64_t>, Reduce) const override {}
    [[nodiscard]] Lists all_to_all(const Lists& send) const override {
        sent = send;
        return arriving.empty() ? Lists(send.size()) : arriving;
    }
    [[nodiscard]] std::unique_ptr<NeighbourExchange> neighbours(std::vector<int>,
                                                                std::vector<int>) const override {
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

struct Rank {
    std::vector<SynapseStore> stores;
    Wiring wiring;
};

std::vector<Rank> wire_all(const Description& description, const Partition& partition) {
    const InputPlan plan = plan_input(description);
    std::vector<Rank> ranks(n_ranks);
    std::vector<StandIn> stand_ins;
    const auto connect = [&](int r) {
        auto& rank = ranks[static_cast<std::size_t>(r)];
        std::vector<std::span<const std::uint64_t>> lists;
        for (const auto& store : rank.stores) { lists.emplace_back(store.sources); }
        rank.wiring = wire(description, partition, stand_ins[static_cast<std::size_t>(r)], lists);
    };
    for (int r = 0; r < n_ranks; ++r) {
        for (int t = 0; t < n_threads; ++t) {
            const auto& ranges = partition.workers[static_cast<std::size_t>(r * n_threads + t)];
            ranks[static_cast<std::size_t>(r)].stores.push_back(
                build_synapses(description, plan, ranges, lay_out_rows(plan, ranges)));
        }
        stand_ins.emplace_back(r, n_ranks);
        connect(r);  // only to learn what this rank asks the others for
    }
    for (std::size_t r = 0; r < n_ranks; ++r) {
        for (const auto& other : stand_ins) { stand_ins[r].arriving.push_back(other.sent[r]); }
    }
    for (int r = 0; r < n_ranks; ++r) { connect(r); }
    return ranks;
}

/// The gid of a neuron by its number on the rank that owns it.
std::uint64_t gid_of(const std::vector<OwnedRun>& runs, int rank, std::uint64_t local) {
    for (const auto& run : runs) {
        if (run.rank == rank && local >= run.local && local < run.local + run.last - run.first) {
            return run.first + local - run.local;
        }
    }
    ADD_FAILURE() << "rank " << rank << " has no neuron " << local;
    return 0;
}

TEST(Wiring, CoversEveryGidOnceByRunsInOrder) {
    const auto description = network();
    const auto partition = partition_evenly(description, n_ranks, n_threads);

    const auto runs = owned_runs(description, partition);

    std::uint64_t next = 0;
    std::vector<std::uint64_t> n_local(n_ranks, 0);
    for (const auto& run : runs) {
        EXPECT_EQ(run.first, next);
        next = run.last;
        n_local[static_cast<std::size_t>(run.rank)] += run.last - run.first;
    }
    EXPECT_EQ(next, 170U);
    const auto ranks = wire_all(description, partition);
    for (std::size_t r = 0; r < n_ranks; ++r) { EXPECT_EQ(ranks[r].wiring.n_local, n_local[r]); }
}

TEST(Wiring, RoutesEverySpikeToThoseWhoHoldItsTargetsAndToNobodyElse) {
    const auto description = network();
    const auto partition = partition_evenly(description, n_ranks, n_threads);
    const auto runs = owned_runs(description, partition);
    const auto ranks = wire_all(description, partition);

    for (int r = 0; r < n_ranks; ++r) {
        const auto& own = ranks[static_cast<std::size_t>(r)];
        std::vector<std::size_t> found(n_threads, 0);
        const auto arrives = [&](std::uint64_t number, std::uint64_t gid, bool must) {
            bool needed = false;
            for (std::size_t t = 0; t < n_threads; ++t) {
                const auto at = own.wiring.store_source[t].at(number);
                if (at == Wiring::none) { continue; }
                EXPECT_EQ(own.stores[t].sources.at(at), gid);
                ++found[t];
                needed = true;
            }
            EXPECT_TRUE(needed || !must)
                << "rank " << r << " is sent gid " << gid << " for nothing";
        };
        for (std::uint64_t local = 0; local < own.wiring.n_local; ++local) {
            arrives(local, gid_of(runs, r, local), false);
        }
        for (std::size_t i = 0; i < own.wiring.sources.size(); ++i) {
            const int sender = own.wiring.sources[i];
            const auto& theirs = ranks[static_cast<std::size_t>(sender)].wiring;
            for (std::uint64_t local = 0; local < theirs.n_local; ++local) {
                for (auto k = theirs.routes_begin[local]; k < theirs.routes_begin[local + 1]; ++k) {
                    const auto& route = theirs.routes[k];
                    if (theirs.destinations[route.destination] != r) { continue; }
                    arrives(own.wiring.source_base[i] + route.source, gid_of(runs, sender, local),
                            true);
                }
            }
        }
        for (std::size_t t = 0; t < n_threads; ++t) {
            EXPECT_EQ(found[t], own.stores[t].sources.size()) << "rank " << r << " thread " << t;
        }
    }
}

TEST(Wiring, NamesTheSameNeighboursFromBothEnds) {
    const auto description = network();
    const auto ranks = wire_all(description, partition_evenly(description, n_ranks, n_threads));

    for (int a = 0; a < n_ranks; ++a) {
        const auto& from = ranks[static_cast<std::size_t>(a)].wiring.destinations;
        EXPECT_EQ(std::count(from.begin(), from.end(), a), 0) << "a rank is not its own neighbour";
        for (int b = 0; b < n_ranks; ++b) {
            const auto& to = ranks[static_cast<std::size_t>(b)].wiring.sources;
            EXPECT_EQ(std::count(from.begin(), from.end(), b), std::count(to.begin(), to.end(), a));
        }
    }
}

TEST(Wiring, NeedsNobodyElseOnOneRank) {
    const auto description = network();
    const auto partition = partition_evenly(description, 1, 1);
    const InputPlan plan = plan_input(description);
    const auto& ranges = partition.workers[0];
    const auto store = build_synapses(description, plan, ranges, lay_out_rows(plan, ranges));

    const auto wiring = wire(description, partition, *make_solo_communicator(), {store.sources});

    EXPECT_TRUE(wiring.sources.empty());
    EXPECT_TRUE(wiring.destinations.empty());
    EXPECT_TRUE(wiring.routes.empty());
    EXPECT_EQ(wiring.n_local, 170U);
    for (std::size_t s = 0; s < store.sources.size(); ++s) {
        EXPECT_EQ(wiring.store_source[0][store.sources[s]], s);
    }
    EXPECT_EQ(wiring.store_source[0][169], Wiring::none);
}

}  // namespace
}  // namespace callosum::test
