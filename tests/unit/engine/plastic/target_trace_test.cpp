#include "engine/plastic/target_trace.hpp"

#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "engine/plastic/target_trace_lanes.hpp"

namespace callosum {
namespace target_trace_test {
namespace {

template <class T>
class RecentTest : public ::testing::Test {};
using Precisions = ::testing::Types<double, float>;
TYPED_TEST_SUITE(RecentTest, Precisions);

/// From the list of all spikes of a neuron, oldest first, of which the line has the last eight.
template <class T>
void expect_as_listed(const TargetTrace<T>& recent, const std::vector<std::uint32_t>& spikes,
                      std::uint32_t until) {
    constexpr std::size_t n = TargetTrace<T>::n;
    const bool full = spikes.size() >= n;
    std::vector<std::uint32_t> seen;  // newest first
    std::uint16_t later = 0;
    const std::uint32_t* before = nullptr;
    for (std::size_t k = 0; k < std::min(n, spikes.size()); ++k) {
        const auto& step = spikes[spikes.size() - 1 - k];
        if (step > until) { ++later; }
        if (step <= until) { seen.push_back(step); }
        if (step < until && before == nullptr) { before = &step; }
    }
    if (full && before == nullptr) {
        EXPECT_EQ(recent.ages[0], 0);  // says that it does not know
        EXPECT_EQ(recent.ages.back(), 0);
        EXPECT_FALSE(recent.whole());
        return;
    }
    EXPECT_EQ(recent.place, later);
    for (std::size_t k = 0; k < n; ++k) {
        std::uint32_t age = full ? until - seen.back() : TargetTrace<T>::older;
        if (k < seen.size()) { age = until - seen[k]; }
        ASSERT_EQ(recent.ages[k], std::min<std::uint32_t>(age, TargetTrace<T>::older)) << k;
    }
    if (before != nullptr) {
        EXPECT_EQ(recent.age, until - *before);
        EXPECT_GE(recent.trace, T(1));
    } else {
        EXPECT_EQ(recent.trace, T(0));
    }
}

TYPED_TEST(RecentTest, SaysWhatAListOfTheSpikesSays) {
    std::mt19937_64 draw(3);
    for (int round = 0; round < 500; ++round) {
        PostHistory<TypeParam> history(1, {0.005, 0.001}, false, 1'000'000);
        std::vector<std::uint32_t> spikes;
        std::uint32_t step = 0;
        const auto mean = 1 + draw() % (round % 5 == 0 ? 40'000 : 30);
        for (auto n = draw() % 14; n > 0; --n) {
            step += 1 + static_cast<std::uint32_t>(draw() % mean);
            spikes.push_back(step);
            history.add(0, step);
        }
        for (int look = 0; look < 20; ++look) {
            const auto until = static_cast<std::uint32_t>(draw() % (step + 2 * mean));
            TargetTrace<TypeParam> recent;
            find_recent<TypeParam>(history.line(0), until, recent);
            expect_as_listed(recent, spikes, until);
        }
    }
}

TYPED_TEST(RecentTest, LiesSideBySideInLanes) {
    using T = TypeParam;
    std::mt19937_64 draw(4);
    std::vector<TargetTrace<T>> records(100);
    for (auto& record : records) {
        record.trace = static_cast<T>(draw() % 1000) / 7;
        record.age = static_cast<std::uint32_t>(draw());
        for (auto& age : record.ages) { age = static_cast<std::uint16_t>(draw() % 200); }
    }
    std::array<std::uint16_t, 16> index;
    for (auto& i : index) { i = static_cast<std::uint16_t>(draw() % records.size()); }
    RecentLanes<T> found(records.data(), index.data());
    found.load_second_half();
    std::array<T, 16> trace;
    std::array<std::uint32_t, 16> age;
    found.store_trace(trace.data());
    found.store_age(age.data());
    for (std::size_t k = 0; k < 16; ++k) {
        EXPECT_EQ(trace[k], records[index[k]].trace);
        EXPECT_EQ(age[k], records[index[k]].age);
    }
    const auto check = [&]<std::uint32_t j>() {
        const std::uint16_t which = found.template younger<j>(100);
        std::array<std::uint32_t, 16> since{};
        found.template append<j>(which, 5000, since.data());
        std::size_t n = 0;
        for (std::size_t k = 0; k < 16; ++k) {
            const std::uint32_t own = records[index[k]].ages[j];
            EXPECT_EQ((which >> k & 1) != 0, own < 100);
            if (own < 100) { EXPECT_EQ(since[n++], 5000 - own); }
        }
    };
    check.template operator()<0>();
    check.template operator()<1>();
    check.template operator()<3>();
    check.template operator()<4>();
    check.template operator()<7>();
}

TYPED_TEST(RecentTest, LanesGoToTheFrontAndBack) {
    using T = TypeParam;
    std::mt19937_64 draw(5);
    for (int round = 0; round < 2000; ++round) {
        const auto which = static_cast<std::uint16_t>(draw());
        std::array<T, 16> values;
        for (auto& value : values) { value = static_cast<T>(draw() % 10'000); }
        std::array<T, 32> front{};
        move_to_front(values.data(), which, front.data());
        std::size_t n = 0;
        for (std::size_t k = 0; k < 16; ++k) {
            if ((which >> k & 1) != 0) { ASSERT_EQ(front[n++], values[k]); }
        }
        for (std::size_t k = 0; k < n; ++k) { front[k] += 1; }
        auto changed = values;
        move_back(front.data(), which, changed.data());
        for (std::size_t k = 0; k < 16; ++k) {
            ASSERT_EQ(changed[k], values[k] + T(which >> k & 1));
        }
    }
}

}  // namespace
}  // namespace target_trace_test
}  // namespace callosum
