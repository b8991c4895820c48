#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <thread>

#include "engine/base/clock.hpp"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace callosum {

/// Time that a waiting thread stays awake. A sleeper takes some 10 us to wake, so waits shorter than this are cheaper awake; and a
/// thread that stays awake longer takes the core from whoever it may be waiting for.
inline constexpr std::chrono::microseconds awake_time{50};

/// Stays awake until ready() or the time is over; returns whether it was ready. A thread that must `yield` lets others run
/// at every look.
template <class Ready>
bool wait_awake(Ready&& ready, bool yield, std::chrono::nanoseconds time = awake_time) {
    constexpr int looks_per_time = 16;  // reading the clock takes as long as a look
    if (ready()) { return true; }
    const auto end = Clock::now() + time;
    do {
        for (int look = 0; look < looks_per_time; ++look) {
            if (yield) {
                std::this_thread::yield();
            } else {
#if defined(__x86_64__)
                _mm_pause();
#endif
            }
            if (ready()) { return true; }
        }
    } while (Clock::now() < end);
    return false;
}

/// Waits until ready(), which nobody announces: looks now and then, the more seldom the longer it has waited. A sleep ends
/// some 60 us late; the other side must not fall asleep for that, or both would sleep in turn for ever: so it stays awake
/// for several times as long before the first one.
template <class Ready>
void wait_looking(Ready&& ready, bool yield) {
    using std::chrono::nanoseconds;
    constexpr nanoseconds before_sleep = 8 * awake_time;
    constexpr nanoseconds shortest = std::chrono::microseconds(5);
    constexpr nanoseconds longest = std::chrono::microseconds(200);
    const auto start = Clock::now();
    if (wait_awake(ready, yield) || wait_awake(ready, true, before_sleep)) { return; }
    while (!ready()) {
        const nanoseconds waited = Clock::now() - start;
        std::this_thread::sleep_for(std::clamp<nanoseconds>(waited / 16, shortest, longest));
    }
}

/// A number that one thread counts up and others wait for: awake at first, then asleep.
class alignas(64) Signal {
  public:
    [[nodiscard]] std::uint64_t value() const { return value_.load(std::memory_order_acquire); }

    /// Publishes what was written before, under a number; wakes who sleeps.
    void set(std::uint64_t value) {
        value_.store(value, std::memory_order_release);
        wake();
    }

    /// Wakes who sleeps, to look again at what it waits for.
    void wake() {
        // A sleeper announces itself before it looks for the last time: with fences on both sides either it sees what was
        // stored before this call, or it is seen here.
        std::atomic_thread_fence(std::memory_order_seq_cst);
        if (sleepers_.load(std::memory_order_relaxed) == 0) { return; }
        bell_.fetch_add(1, std::memory_order_release);
        bell_.notify_all();
    }

    /// Waits until ready(), which depends on this signal's value, or on what is stored before a call of `wake`.
    template <class Ready>
    void wait(Ready&& ready, bool yield) const {
        if (wait_awake(ready, yield)) { return; }
        sleepers_.fetch_add(1, std::memory_order_relaxed);
        std::atomic_thread_fence(std::memory_order_seq_cst);
        for (;;) {
            const auto rung = bell_.load(std::memory_order_acquire);
            if (ready()) { break; }
            bell_.wait(rung, std::memory_order_acquire);
        }
        sleepers_.fetch_sub(1, std::memory_order_relaxed);
    }

  private:
    std::atomic<std::uint64_t> value_{0};
    mutable std::atomic<std::uint32_t> sleepers_{0};
    std::atomic<std::uint32_t> bell_{0};
};

}  // namespace callosum
