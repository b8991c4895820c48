#include "engine/exchange/exchange_schedule.hpp"

#include <algorithm>
#include <random>

#include <gtest/gtest.h>

namespace callosum {
namespace {

/// Windows of random lengths up to `longest`; checks that no spike comes too late, and how often peers
/// exchange.
TEST(ExchangeSchedule, AreTakenJustInTime) {
    const std::vector<std::uint32_t> delays{5, 6, 23, 72};
    constexpr std::int64_t longest = 5;
    std::mt19937 draw(1);
    ExchangeSchedule turns(delays);
    std::vector<int> n(delays.size(), 0);
    const auto length = [&draw] { return 1 + static_cast<std::int64_t>(draw() % longest); };
    std::int64_t last = 0;
    std::int64_t end = length();
    for (int window = 0; window < 5000; ++window) {
        const std::int64_t next = end + length();
        turns.find(next, false);
        for (std::size_t i = 0; i < delays.size(); ++i) {
            if (turns.due()[i] == 0) { continue; }
            // the earliest spike of a parcel is stamped after(i) + 1, and acts in a step still to come
            EXPECT_GT(turns.after(i) + 1 + delays[i], end);
            ++n[i];
        }
        turns.pass(end);
        last = end;
        end = next;
        for (std::size_t i = 0; i < delays.size(); ++i) {
            EXPECT_GE(turns.after(i) + delays[i], last);
        }
    }
    EXPECT_LT(n[3], last / (72 - 2 * longest));
    EXPECT_GT(n[1], n[2]);
}

TEST(ExchangeSchedule, MeetWhereAllMust) {
    ExchangeSchedule turns({100, 7});
    turns.find(5, true);
    EXPECT_TRUE(std::ranges::all_of(turns.due(), [](char due) { return due != 0; }));
    turns.pass(4);
    EXPECT_EQ(turns.after(0), 4);
    turns.find(10, false);
    EXPECT_EQ(turns.due()[0], 0);
    EXPECT_EQ(turns.due()[1], 0);
    turns.find(12, false);
    EXPECT_EQ(turns.due()[1], 1);
}

}  // namespace
}  // namespace callosum
