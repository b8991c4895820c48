#include <array>

#include <gtest/gtest.h>

#include "engine/exchange/communicator.hpp"

namespace callosum::test {
namespace {

TEST(SoloCommunicator, IsTheOnlyRankOfItsNode) {
    const auto solo = make_solo_communicator();

    EXPECT_EQ(solo->rank(), RankId(0));
    EXPECT_EQ(solo->size(), 1);
    EXPECT_EQ(solo->node_rank(), 0);
    EXPECT_EQ(solo->node_size(), 1);
}

TEST(SoloCommunicator, ReducesToItsOwnValues) {
    const auto solo = make_solo_communicator();
    std::array<double, 2> numbers{1.5, -2};
    std::array<std::uint64_t, 1> counts{7};

    for (const auto how :
         {Communicator::Reduce::sum, Communicator::Reduce::min, Communicator::Reduce::max}) {
        solo->reduce(std::span<double>(numbers), how);
        solo->reduce(std::span<std::uint64_t>(counts), how);
    }

    EXPECT_EQ(numbers, (std::array<double, 2>{1.5, -2}));
    EXPECT_EQ(counts[0], 7U);
}

TEST(SoloCommunicator, GetsNoLetters) {
    EXPECT_TRUE(make_solo_communicator()->exchange({}).empty());
}

TEST(SoloCommunicator, HasNoNeighboursToWaitFor) {
    const auto exchange = make_solo_communicator()->neighbours({}, {});

    exchange->start({});

    EXPECT_TRUE(exchange->finished());
}

}  // namespace
}  // namespace callosum::test
