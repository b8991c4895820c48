#include "engine/exchange/wiring.hpp"

#include <algorithm>
#include <set>
#include <thread>

#include <gtest/gtest.h>

#include "engine/exchange/mpi.hpp"
#include "engine/synapses/synapse_builder.hpp"
#include "tests/mpi/networks.hpp"

namespace {

using namespace callosum;

constexpr int threads = 2;

/// A rank's share as RankSimulation builds it, up to the wiring.
struct Share {
    Share(const Description& description, const Communicator& communicator)
        : partition(partition_evenly(description, communicator.size(), threads)) {
        const auto plan = plan_fixed_point(description);
        for (int t = 0; t < threads; ++t) {
            const auto ranges = partition.ranges(communicator.rank().value() * threads + t);
            stores.push_back(build_synapses(description, plan, ranges, lay_out_rows(plan, ranges)));
        }
        std::vector<const SourceList*> lists;
        for (const auto& store : stores) { lists.push_back(&store.sources); }
        wiring = wire(description, partition, communicator, lists);
        for (const auto& range : partition.rank_ranges(communicator.rank().value())) {
            const auto first = description.populations[range.population].first_gid;
            for (auto i = range.first; i < range.last; ++i) { local_gids.push_back(first + i); }
        }
    }

    Partition partition;
    std::vector<SynapseStore> stores;
    Wiring wiring;
    std::vector<std::uint64_t> local_gids;
};

/// Gids of all sources that have a synapse onto a worker's neurons, drawn anew.
std::vector<std::uint64_t> sources_of(const Description& description,
                                      const std::vector<NeuronRange>& ranges) {
    std::set<std::uint64_t> gids;
    for (std::size_t p = 0; p < description.projections.size(); ++p) {
        const auto& projection = description.projections[p];
        const auto& source = description.populations[projection.source];
        const auto sampler = make_sampler(description, p, projection.target_slice);
        sampler->draw({0, source.size}, [&](const SynapseBatch& batch) {
            for (std::uint32_t i = 0; i < batch.n; ++i) {
                for (const auto& range : ranges) {
                    if (range.population == projection.target && batch.target[i] >= range.first &&
                        batch.target[i] < range.last) {
                        gids.insert(source.first_gid + batch.source[i]);
                    }
                }
            }
        });
    }
    return {gids.begin(), gids.end()};
}

/// What arrives if every neuron of all ranks spikes: for each source rank pairs of (its place
/// in what this rank asked for, low word of its gid).
std::vector<std::vector<std::uint32_t>> everyone_spikes(const Share& share,
                                                        const Communicator& communicator) {
    const auto& wiring = share.wiring;
    std::vector<SpikePacket> parcels;
    for (const RankId rank : wiring.destinations) { parcels.push_back({rank, {}}); }
    for (std::size_t local = 0; local < wiring.n_local; ++local) {
        wiring.routes.for_each(RankLocal(local), [&](std::uint32_t destination, RequestSlot slot) {
            auto& words = parcels[destination].words;
            words.push_back(slot.value());
            words.push_back(static_cast<std::uint32_t>(share.local_gids[local]));
        });
    }
    const auto exchange = communicator.neighbours(wiring.destinations, wiring.sources);
    exchange->start(parcels);
    while (!exchange->finished()) { std::this_thread::yield(); }
    std::vector<std::vector<std::uint32_t>> received;
    for (std::size_t i = 0; i < wiring.sources.size(); ++i) {
        received.emplace_back(exchange->received(i).begin(), exchange->received(i).end());
    }
    return received;
}

bool sends_to(const Wiring& wiring, RankId rank) {
    bool sends = false;
    for (std::uint64_t local = 0; local < wiring.n_local; ++local) {
        wiring.routes.for_each(RankLocal(local), [&](std::uint32_t destination, RequestSlot) {
            sends = sends || wiring.destinations[destination] == rank;
        });
    }
    return sends;
}

/// For each worker and number the gid that it has synapses of; none: not_a_gid.
constexpr std::uint64_t not_a_gid = ~std::uint64_t{0};
std::vector<std::vector<std::uint64_t>> held_by_number(const Share& share) {
    std::vector<std::vector<std::uint64_t>> held;
    for (const auto& store : share.stores) {
        auto& own = held.emplace_back();
        auto listed = store.sources.begin();
        for (auto each = share.wiring.heard.begin(); !each.done(); each.next()) {
            const bool here = !listed.done() && listed.gid() == each.gid();
            own.push_back(here ? each.gid().value() : not_a_gid);
            if (here) { listed.next(); }
        }
    }
    return held;
}

/// Notes the source that an id stands for with each share.
void note(const std::vector<std::vector<std::uint64_t>>& held, HeardId id, std::uint64_t gid,
          bool own, std::vector<std::vector<std::uint64_t>>& reached) {
    bool needed = false;
    for (std::size_t w = 0; w < held.size(); ++w) {
        if (held[w].at(id.index()) == not_a_gid) { continue; }
        needed = true;
        EXPECT_EQ(held[w][id.index()], gid) << "id " << id.value();
        reached[w].push_back(gid);
    }
    EXPECT_TRUE(needed || own) << "gid " << gid << " was sent in vain";
}

TEST(Wiring, EverySpikeReachesExactlyTheWorkersThatHoldItsTargets) {
    const auto communicator = make_mpi_communicator();
    for (const auto& network : test::uneven_networks()) {
        SCOPED_TRACE(network.name);
        const auto description = test::describe_network(network.text);
        const Share share(description, *communicator);

        const auto received = everyone_spikes(share, *communicator);

        const auto held = held_by_number(share);
        std::vector<std::vector<std::uint64_t>> reached(threads);
        for (std::size_t local = 0; local < share.wiring.n_local; ++local) {
            note(held, share.wiring.heard_id[RankLocal(local)], share.local_gids[local], true,
                 reached);
        }
        for (std::size_t i = 0; i < received.size(); ++i) {
            // Who sends nothing is there to answer what it is sent.
            EXPECT_TRUE(!received[i].empty() || sends_to(share.wiring, share.wiring.sources[i]))
                << "rank " << share.wiring.sources[i].value() << " is idle";
            for (std::size_t k = 0; k < received[i].size(); k += 2) {
                note(held, share.wiring.heard_from(i, RequestSlot(received[i][k])),
                     received[i][k + 1], false, reached);
            }
        }
        for (std::size_t w = 0; w < reached.size(); ++w) {
            const auto worker = communicator->rank().value() * threads + static_cast<int>(w);
            std::sort(reached[w].begin(), reached[w].end());
            EXPECT_EQ(reached[w], sources_of(description, share.partition.ranges(worker)));
        }
    }
}

TEST(Wiring, SourcesAndDestinationsAreTwoSidesOfTheSame) {
    const auto communicator = make_mpi_communicator();
    for (const auto& network : test::uneven_networks()) {
        SCOPED_TRACE(network.name);
        const auto description = test::describe_network(network.text);
        const Share share(description, *communicator);
        std::vector<SetupMessage> tell;
        for (const RankId rank : share.wiring.destinations) { tell.push_back({rank, {1}}); }

        const auto told = communicator->exchange(std::move(tell));

        std::vector<RankId> senders;
        for (const auto& letter : told) { senders.push_back(letter.rank); }
        EXPECT_EQ(share.wiring.sources, senders);
        EXPECT_EQ(std::count(senders.begin(), senders.end(), communicator->rank()), 0);
    }
}

}  // namespace
