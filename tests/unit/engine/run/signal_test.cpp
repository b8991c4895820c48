#include "engine/run/signal.hpp"

#include <atomic>
#include <chrono>
#include <ctime>
#include <thread>

#include <gtest/gtest.h>

namespace callosum::test {
namespace signal_test {
namespace {

using namespace std::chrono_literals;

/// Returns the CPU time of the calling thread.
std::chrono::nanoseconds cpu_time() {
    std::timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
}

TEST(Signal, WhoWaitsLongSleeps) {
    Signal signal;
    std::chrono::nanoseconds used{};
    std::thread waiting([&] {
        const auto start = cpu_time();
        signal.wait([&] { return signal.value() >= 1; }, false);
        used = cpu_time() - start;
    });
    std::this_thread::sleep_for(200ms);

    signal.set(1);
    waiting.join();

    EXPECT_LT(used, 20ms);
}

TEST(Signal, WhoLooksLongSleepsInBetween) {
    std::atomic<bool> there{false};
    std::chrono::nanoseconds used{};
    std::thread waiting([&] {
        const auto start = cpu_time();
        wait_looking([&] { return there.load(); }, false);
        used = cpu_time() - start;
    });
    std::this_thread::sleep_for(200ms);

    there.store(true);
    waiting.join();

    EXPECT_LT(used, 60ms);
}

TEST(Signal, WakesASleeperForAnotherReason) {
    Signal signal;
    std::atomic<bool> failed{false};
    std::thread waiting(
        [&] { signal.wait([&] { return signal.value() >= 1 || failed.load(); }, false); });
    std::this_thread::sleep_for(20ms);

    failed.store(true);
    signal.wake();
    waiting.join();

    EXPECT_EQ(signal.value(), 0U);
}

/// Two threads answer each other, so that a single wake-up that is lost hangs both. Every hundredth answer lets the other fall
/// asleep; others come about when it does.
TEST(Signal, NoWakeUpIsLostBetweenTwoThreads) {
    constexpr std::uint64_t rounds = 20000;
    Signal here;
    Signal there;
    std::uint64_t written = 0;  // plain: the signals alone order it
    std::thread other([&] {
        for (std::uint64_t round = 1; round <= rounds; ++round) {
            here.wait([&] { return here.value() >= round; }, round % 2 == 0);
            EXPECT_EQ(written, 2 * round - 1);
            ++written;
            there.set(round);
        }
    });
    for (std::uint64_t round = 1; round <= rounds; ++round) {
        if (round % 100 == 0) {
            std::this_thread::sleep_for(std::chrono::microseconds(40 + round % 60));
        }
        ++written;
        here.set(round);
        there.wait([&] { return there.value() >= round; }, false);
        EXPECT_EQ(written, 2 * round);
    }
    other.join();
}

}  // namespace
}  // namespace signal_test
}  // namespace callosum::test
