#include "engine/synapses/delivery.hpp"

#include <map>

#include <gtest/gtest.h>

#include "engine/base/random.hpp"
#include "tests/support/small_networks.hpp"
#include "tests/unit/engine/synapses/stored.hpp"

namespace callosum::test {
namespace {

/// Row sums of future steps, added up one synapse at a time.
class Ring {
  public:
    explicit Ring(const SynapseStore& store) {
        for (const auto& synapse : read_back(store)) {
            by_source_[synapse.source].push_back(synapse);
        }
    }
    void enter(std::uint64_t gid, std::int64_t step) {
        for (const auto& synapse : by_source_[gid]) {
            sums_[step + synapse.delay][{synapse.wide, synapse.row}] += synapse.weight;
        }
    }
    std::map<std::pair<bool, std::uint64_t>, std::int64_t> take(std::int64_t step) {
        auto sums = std::move(sums_[step]);
        std::erase_if(sums, [](const auto& item) { return item.second == 0; });
        return sums;
    }

  private:
    std::map<std::uint64_t, std::vector<Stored>> by_source_;
    std::map<std::int64_t, std::map<std::pair<bool, std::uint64_t>, std::int64_t>> sums_;
};

/// Non-zero entries of the rows, which are cleared as an update would.
std::map<std::pair<bool, std::uint64_t>, std::int64_t> take(InputRows& rows) {
    std::map<std::pair<bool, std::uint64_t>, std::int64_t> sums;
    for (std::size_t i = 0; i < rows.narrow.size(); ++i) {
        if (rows.narrow[i] != 0) { sums[{false, i}] = std::exchange(rows.narrow[i], 0); }
    }
    for (std::size_t i = 0; i < rows.wide.size(); ++i) {
        if (rows.wide[i] != 0) { sums[{true, i}] = std::exchange(rows.wide[i], 0); }
    }
    return sums;
}

/// A network with every format, delays from 1 to `max_ms`.
Description network(double max_ms, std::uint64_t degree, std::uint64_t targets = 200) {
    Description description;
    description.duration_ms = 1;
    description.populations = {neurons("source", 60), neurons("a", targets), neurons("b", 90)};
    description.populations[2].separate_receptors = true;
    const Distribution delay{Distribution::Kind::uniform, 0.1, max_ms};
    const Distribution weight{Distribution::Kind::normal, 10, 2};
    const Distribution both{Distribution::Kind::normal, 0, 2};
    const auto few = rule(RuleKind::fixed_indegree, degree);
    description.projections = {projection(0, 1, few, weight, delay),
                               projection(0, 2, few, both, delay), projection(0, 2, few, weight),
                               projection(0, 2, few, Distribution::constant(0.3), delay)};
    description.projections[2].storage = WeightStorage::exact;
    return complete(description);
}

struct Part {
    FixedPointPlan plan;
    std::vector<NeuronRange> ranges;
    RowLayout layout;
    SynapseStore store;
    InputRows rows;
    explicit Part(const Description& description)
        : plan(plan_fixed_point(description)),
          ranges({{1, 0, description.populations[1].size}, {2, 16, 90}}),
          layout(lay_out_rows(plan, ranges)),
          store(build_synapses(description, plan, ranges, layout)),
          rows{Column<std::int32_t>(layout.n_narrow), Column<std::int64_t>(layout.n_wide)} {}
};

/// Sources are numbered by their gids.
SourceList gids_below(std::uint64_t n) {
    SourceList known;
    for (std::uint64_t gid = 0; gid < n; ++gid) { known.add(Gid(gid)); }
    return known;
}

/// Random spikes in windows of `window` steps, as the loop enters and drains them.
void expect_equal(const Description& description, std::int64_t window, std::int64_t n_windows) {
    Part part(description);
    Ring ring(part.store);
    Delivery delivery(part.store, gids_below(60),
                      part.plan.max_delay + static_cast<std::uint32_t>(window));
    const Ars random(4, Purpose::initial, 0);
    std::size_t n_sums = 0;
    for (std::int64_t w = 0; w < n_windows; ++w) {
        for (std::int64_t step = w * window + 1; step <= (w + 1) * window; ++step) {
            delivery.drain(step, part.rows);
            const auto sums = take(part.rows);
            n_sums += sums.size();
            ASSERT_EQ(sums, ring.take(step)) << "step " << step;
        }
        for (std::int64_t step = w * window + 1; step <= (w + 1) * window; ++step) {
            for (std::uint32_t source = 0; source < 60; ++source) {
                if (random(source, static_cast<std::uint32_t>(step), 0, 0)[0] % 20 != 0) {
                    continue;
                }
                delivery.prefetch_index(HeardId(source));
                delivery.prefetch_runs(HeardId(source));
                (void)delivery.enter(HeardId(source), step);
                ring.enter(source, step);
            }
        }
    }
    EXPECT_GT(n_sums, 0U);
}

TEST(Delivery, AddsWhatARingOfRowsWouldAdd) {
    expect_equal(network(2.0, 40), 1, 300);  // padded segments
    expect_equal(network(2.0, 2), 1, 300);   // sparse ones
}

TEST(Delivery, AddsUpOverWindowsOfSeveralSteps) {
    auto description = network(3.0, 10);
    for (auto& own : description.projections) {
        own.delay = {Distribution::Kind::uniform, 0.7, 3.0};
    }
    expect_equal(description, 7, 60);
}

TEST(Delivery, KeepsSpikesForDelaysOfManyHundredSteps) { expect_equal(network(90.0, 10), 1, 2000); }

TEST(Delivery, ReachesRowsBeyond65536) { expect_equal(network(1.0, 1, 140000), 1, 40); }

/// Without 64-bit entries, thin enough to be packed.
Description thin(double max_ms, std::uint64_t degree, std::uint64_t targets) {
    auto description = network(max_ms, degree, targets);
    description.projections.erase(description.projections.begin() + 2);
    for (std::size_t p = 0; p < 2; ++p) {
        description.projections[p].storage = WeightStorage::compact;
    }
    return description;
}

TEST(Delivery, PackedStoresDeliverWhatPlainOnesDo) {
    for (const auto& description :
         {thin(2.0, 2, 200), thin(90.0, 10, 200), thin(90.0, 1, 140000)}) {
        Part part(description);
        ASSERT_TRUE(part.store.packed);
        ASSERT_GT(part.store.blocks.size(), 1U);
        const auto plain = unpacked(part.store);
        InputRows rows{Column<std::int32_t>(part.layout.n_narrow),
                       Column<std::int64_t>(part.layout.n_wide)};
        Delivery fast(part.store, gids_below(61), part.plan.max_delay + 1);
        Delivery slow(plain, gids_below(61), part.plan.max_delay + 1);
        std::uint64_t reached = 0;
        for (std::int64_t step = 1; step < 200 + part.plan.max_delay; ++step) {
            for (std::uint32_t source = 0; step < 200 && source < 61; ++source) {
                if ((source * 7919 + static_cast<std::uint32_t>(step) * 104729) % 13 != 0) {
                    continue;
                }
                const auto n = fast.enter(HeardId(source), step);
                ASSERT_EQ(n, slow.enter(HeardId(source), step)) << "source " << source;
                reached += n;
            }
            fast.drain(step + 1, part.rows);
            slow.drain(step + 1, rows);
            ASSERT_EQ(take(part.rows), take(rows)) << "step " << step;
        }
        EXPECT_GT(reached, part.store.n_synapses);
    }
    expect_equal(thin(2.0, 2, 200), 1, 300);
}

TEST(Delivery, CountsTheSynapsesOfASpike) {
    const auto description = network(2.0, 3);
    Part part(description);
    Delivery delivery(part.store, gids_below(60), part.plan.max_delay + 1);
    std::uint64_t reached = 0;

    for (std::uint32_t source = 0; source < 60; ++source) {
        reached += delivery.enter(HeardId(source), 1);
    }

    EXPECT_EQ(reached, part.store.n_synapses);
}

TEST(Delivery, IgnoresSourcesWithoutSynapsesHere) {
    const auto description = network(2.0, 3);
    Part part(description);
    Delivery delivery(part.store, gids_below(70), part.plan.max_delay + 1);

    delivery.prefetch_runs(HeardId(67));
    EXPECT_EQ(delivery.enter(HeardId(67), 1), 0U);
    for (std::int64_t step = 2; step < 30; ++step) { delivery.drain(step, part.rows); }

    EXPECT_TRUE(take(part.rows).empty());
}

TEST(Delivery, TakesSpikesWhereNoSynapseIsAtAll) {
    const SynapseStore empty;
    Delivery delivery(empty, gids_below(3), 10);
    InputRows rows{Column<std::int32_t>(16), Column<std::int64_t>(0)};

    delivery.prefetch_index(HeardId(2));
    delivery.prefetch_runs(HeardId(2));
    EXPECT_EQ(delivery.enter(HeardId(2), 1), 0U);
    delivery.drain(2, rows);

    EXPECT_TRUE(take(rows).empty());
}

TEST(Delivery, DrainsAStepAgainForTasksThatCameSince) {
    const auto description = network(0.2, 10);
    Part part(description);
    Ring ring(part.store);
    Delivery delivery(part.store, gids_below(60), part.plan.max_delay + 1);
    (void)delivery.enter(HeardId(0), 1);
    ring.enter(0, 1);
    delivery.drain(2, part.rows);
    (void)delivery.enter(HeardId(1), 1);
    ring.enter(1, 1);

    delivery.drain(2, part.rows);

    EXPECT_EQ(take(part.rows), ring.take(2));
    delivery.drain(2, part.rows);
    EXPECT_TRUE(take(part.rows).empty());
}

}  // namespace
}  // namespace callosum::test
