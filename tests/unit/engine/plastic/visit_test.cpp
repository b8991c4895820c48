#include "engine/plastic/visit.hpp"

#include <gtest/gtest.h>

namespace callosum {
namespace visit_test {
namespace {

TEST(OrderOfStamps, LeavesEqualStampsInOrder) {
    const std::vector<std::uint32_t> stamps{7, 3, 7, 3, 5};

    EXPECT_EQ(order_of_stamps(stamps), (std::vector<std::uint32_t>{1, 3, 4, 0, 2}));
}

TEST(OrderOfStamps, IsEmptyWithoutStamps) { EXPECT_TRUE(order_of_stamps({}).empty()); }

struct Task {
    int name;
    std::uint32_t n;
    struct {
        std::uint32_t until;
    } visit;
};

TEST(DeliverSharedStampTasks, HandsOnCrowdsInOrderAndKeepsTheRest) {
    std::vector<Task> bucket{{1, 4, {9}}, {2, 4, {2}}, {3, 1, {5}}, {4, 6, {2}}, {5, 5, {9}}};
    std::vector<int> taken;

    deliver_shared_stamp_tasks(bucket, 9, [&](std::span<Task> crowd, std::uint32_t until) {
        for (const Task& task : crowd) {
            EXPECT_EQ(task.visit.until, until);
            taken.push_back(task.name);
        }
    });

    EXPECT_EQ(taken, (std::vector{2, 4, 1, 5}));
    ASSERT_EQ(bucket.size(), 1U);
    EXPECT_EQ(bucket[0].name, 3);
}

}  // namespace
}  // namespace visit_test
}  // namespace callosum
