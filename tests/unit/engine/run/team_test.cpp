#include "engine/run/team.hpp"

#include <array>
#include <atomic>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>

#include <gtest/gtest.h>
#include <sched.h>
#include <unistd.h>

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

/// A folder for claims, so that runs on this machine beside the test take no part in it.
class TeamBesideOthers : public testing::Test {
  protected:
    ~TeamBesideOthers() override { std::filesystem::remove_all(here_.claims_folder); }
    const Binding here_{Bind::core, testing::TempDir() + "team-claims-" + std::to_string(getpid())};
    const std::unique_ptr<Communicator> solo_ = make_solo_communicator();
    const int cores_ = Team::allowed_cores();
};

TEST_F(TeamBesideOthers, SaysThatMoreThreadsThanCoresMustYield) {
    std::string report;
    {
        const Team fits(*solo_, cores_, here_);
        EXPECT_FALSE(fits.oversubscribed());
        report = fits.report();
    }
    const Team crowded(*solo_, cores_ + 1, here_);

    EXPECT_EQ(report.rfind("pinned to cores ", 0), 0U) << report;
    EXPECT_TRUE(crowded.oversubscribed());
    EXPECT_NE(crowded.report().find("not pinned"), std::string::npos) << crowded.report();
}

TEST_F(TeamBesideOthers, IsNotPinnedWhereAnotherHasTheCores) {
    const Team first(*solo_, cores_, here_);
    const Team second(*solo_, 1, here_);

    EXPECT_EQ(first.report().rfind("pinned", 0), 0U) << first.report();
    EXPECT_EQ(second.report().rfind("not pinned", 0), 0U) << second.report();
    EXPECT_TRUE(second.oversubscribed());
}

TEST_F(TeamBesideOthers, IsNotPinnedWhereNobodyWantsIt) {
    const Team team(*solo_, 1, {Bind::none, here_.claims_folder});

    EXPECT_EQ(team.report().rfind("not pinned", 0), 0U) << team.report();
    EXPECT_FALSE(team.oversubscribed());
    EXPECT_FALSE(std::filesystem::exists(here_.claims_folder));
}

/// As under `taskset`: the last core that this process may use, and no other.
TEST_F(TeamBesideOthers, KeepsToTheAffinityOfItsProcess) {
    cpu_set_t before;
    ASSERT_EQ(sched_getaffinity(0, sizeof before, &before), 0);
    int last = CPU_SETSIZE - 1;
    while (!CPU_ISSET(last, &before)) { --last; }
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(last, &one);
    ASSERT_EQ(sched_setaffinity(0, sizeof one, &one), 0);

    const int cores = Team::allowed_cores();
    const Team team(*solo_, 1, here_);
    int ran_on = -1;
    team.run([&](ThreadId) { ran_on = sched_getcpu(); });
    sched_setaffinity(0, sizeof before, &before);

    EXPECT_EQ(cores, 1);
    EXPECT_EQ(ran_on, last) << team.report();
}

}  // namespace
}  // namespace team_test
}  // namespace callosum::test
