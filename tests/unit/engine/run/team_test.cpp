#include "engine/run/team.hpp"

#include <atomic>
#include <set>
#include <stdexcept>
#include <thread>

#include <gtest/gtest.h>

namespace callosum::test {
namespace team_test {
namespace {

TEST(Team, RunsEveryThreadOnceAndThreadZeroOnTheCaller) {
    const auto solo = make_solo_communicator();
    const Team team(*solo, 3);
    std::array<std::atomic<int>, 3> calls{};
    std::thread::id zero;

    team.run([&](ThreadId thread) {
        ++calls[thread.index()];
        if (thread == ThreadId(0)) { zero = std::this_thread::get_id(); }
    });

    for (const auto& n : calls) { EXPECT_EQ(n, 1); }
    EXPECT_EQ(zero, std::this_thread::get_id());
}

TEST(Team, HandsOnTheErrorOfAnyThreadAfterAllHaveEnded) {
    const auto solo = make_solo_communicator();
    const Team team(*solo, 3);
    for (const int failing : {0, 1, 2}) {
        std::atomic<int> ended = 0;
        try {
            team.run([&](ThreadId thread) {
                if (thread.value() == failing) { throw std::runtime_error("of this thread"); }
                std::this_thread::yield();
                ++ended;
            });
            FAIL() << "thread " << failing << " failed and nobody was told";
        } catch (const std::runtime_error& error) { EXPECT_STREQ(error.what(), "of this thread"); }
        EXPECT_EQ(ended, 2);
    }
}

TEST(Team, CanRunAgainAfterAnError) {
    const auto solo = make_solo_communicator();
    const Team team(*solo, 2);
    EXPECT_THROW(team.run([](ThreadId) { throw std::runtime_error("once"); }), std::runtime_error);
    std::atomic<int> ended = 0;

    team.run([&](ThreadId) { ++ended; });

    EXPECT_EQ(ended, 2);
}

TEST(Team, SaysThatMoreThreadsThanCoresMustYield) {
    const auto solo = make_solo_communicator();
    const int cores = Team::allowed_cores();

    const Team fits(*solo, cores);
    const Team crowded(*solo, cores + 1);

    EXPECT_FALSE(fits.oversubscribed());
    EXPECT_EQ(fits.report().rfind("pinned to cores 0", 0), 0U) << fits.report();
    EXPECT_TRUE(crowded.oversubscribed());
    EXPECT_NE(crowded.report().find("not pinned"), std::string::npos) << crowded.report();
}

}  // namespace
}  // namespace team_test
}  // namespace callosum::test
