#include "engine/synapses/source_list.hpp"

#include <gtest/gtest.h>

namespace callosum::test {
namespace {

using Listed = std::vector<std::pair<std::uint64_t, std::uint32_t>>;

SourceList list_of(const Listed& listed) {
    SourceList list;
    for (const auto& [gid, delay] : listed) { list.add(Gid(gid), delay); }
    return list;
}

const Listed some{
    {0, 1}, {1, 1}, {64, 1}, {65, 300}, {66, 15}, {1ULL << 40U, 15}, {(1ULL << 40U) + 1, 0}};

TEST(SourceList, GivesBackWhatWasAdded) {
    const auto list = list_of(some);
    Listed found;
    for (auto each = list.begin(); !each.done(); each.next()) {
        found.emplace_back(each.gid().value(), each.delay());
    }
    EXPECT_EQ(found, some);
    EXPECT_EQ(list.size(), some.size());
    EXPECT_TRUE(SourceList().begin().done());
}

TEST(SourceList, TravelsInALetter) {
    std::vector<std::uint64_t> found;
    const auto words = list_of(some).to_words(77);
    EXPECT_EQ(words[0], 77U);
    SourceList::read_words(std::span(words).subspan(1),
                           [&](Gid gid) { found.push_back(gid.value()); });
    ASSERT_EQ(found.size(), some.size());
    for (std::size_t i = 0; i < found.size(); ++i) { EXPECT_EQ(found[i], some[i].first); }
}

TEST(SourceList, TakesAByteForAGidThatIsNear) {
    SourceList list;
    for (std::uint64_t gid = 0; gid < 63000; gid += 63) { list.add(Gid(gid), 15); }
    EXPECT_EQ(list.to_words(0).size(), 2 + (1000 + 1 + 7) / 8);
}

TEST(SourceList, SaysWhereKnownGidsAreListed) {
    const auto known = list_of({{2, 0}, {5, 0}, {9, 0}, {12, 0}});
    EXPECT_EQ(positions_in(list_of({{5, 1}, {12, 1}}), known),
              (Indexed<HeardId, std::uint32_t>(
                  std::vector<std::uint32_t>{not_listed, 0, not_listed, 1})));
    EXPECT_EQ(positions_in({}, known), (Indexed<HeardId, std::uint32_t>(4, not_listed)));
}

}  // namespace
}  // namespace callosum::test
