#include "engine/synapses/packed_index.hpp"

#include <vector>

#include <gtest/gtest.h>

#include "engine/base/random.hpp"

namespace callosum::test {
namespace {

/// Every `gap`th gid has synapses: `runs` and entries are drawn; now and then a hub of `hub` entries.
struct Drawn {
    SynapseStore store;
    SourceList known;
    std::vector<PackedIndex::Place> places;  ///< by number

    Drawn(std::uint32_t n, std::uint32_t gap, std::uint32_t hub) {
        const Ars random(3, Purpose::initial, 0);
        std::vector<std::uint16_t> runs;
        std::uint32_t entry = 0;
        store.packed = true;
        store.pad = 1;
        for (std::uint32_t i = 0; i < n; ++i) {
            const std::uint64_t gid = 1000 + 3 * std::uint64_t{i};
            known.add(Gid(gid));
            const auto words = random(i, 0, 0, 0);
            PackedIndex::Place place{static_cast<std::uint32_t>(runs.size()), 0, entry, 0};
            if (words[0] % gap == 0) {
                const bool is_hub = hub > 0 && words[1] % 50 == 0;
                place.n_runs = is_hub ? hub : 1 + words[2] % 5;
                for (std::uint32_t r = 0; r < place.n_runs; ++r) {
                    const bool marker = r % 3 == 1 && !is_hub;
                    const auto more = static_cast<std::uint16_t>(1 + (words[3] >> r % 16) % 4);
                    const std::uint32_t delay = marker ? 0 : 1 + r % 100;
                    runs.push_back(
                        static_cast<std::uint16_t>(delay << store.count_bits | (more - 1U)));
                    place.n_entries += marker ? 0U : more;
                }
                entry += place.n_entries;
                store.sources.add(Gid(gid), 1);
                append_varint(store.run_counts, place.n_runs);
            }
            places.push_back(place);
        }
        store.short_runs = Column<std::uint16_t>(runs.size());
        std::copy(runs.begin(), runs.end(), store.short_runs.begin());
    }
};

void expect_found(const Drawn& drawn) {
    const PackedIndex index(drawn.store, drawn.known);
    for (std::uint32_t number = 0; number < drawn.places.size(); ++number) {
        const auto place = index.find(HeardId(number));
        const auto& wanted = drawn.places[number];
        ASSERT_EQ(place.n_runs, wanted.n_runs) << number;
        ASSERT_EQ(place.n_entries, wanted.n_entries) << number;
        if (wanted.n_runs == 0) { continue; }
        ASSERT_EQ(place.first_run, wanted.first_run) << number;
        ASSERT_EQ(place.first_entry, wanted.first_entry) << number;
    }
}

TEST(PackedIndex, FindsWhatEverySourceHas) {
    for (const std::uint32_t gap : {1U, 2U, 7U, 40U}) {
        for (const std::uint32_t n : {1U, 15U, 16U, 17U, 5000U}) { expect_found({n, gap, 0}); }
    }
}

TEST(PackedIndex, HoldsHubsAmongOthers) {
    for (const std::uint32_t hub : {254U, 255U, 256U, 70000U}) { expect_found({3000, 3, hub}); }
}

TEST(PackedIndex, TakesTwoAndAHalfBytesASource) {
    const Drawn drawn(16000, 2, 0);
    EXPECT_EQ(PackedIndex(drawn.store, drawn.known).bytes(), 40000U);
}

TEST(PackedIndex, IsEmptyWhereNothingIsKnown) {
    EXPECT_EQ(PackedIndex(SynapseStore{}, SourceList{}).bytes(), 0U);
}

}  // namespace
}  // namespace callosum::test
