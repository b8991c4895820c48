#include "engine/exchange/routes.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace callosum::test {
namespace {

struct Route {
    std::uint32_t destination = 0, place = 0;
    friend bool operator==(const Route&, const Route&) = default;
};

/// Three neurons; the last destination and the last place are used.
void expect_kept(std::uint64_t n_destinations, std::uint64_t max_asked, bool wide) {
    const auto last = static_cast<std::uint32_t>(n_destinations - 1);
    const auto far = static_cast<std::uint32_t>(max_asked - 1);
    const std::vector<std::vector<Route>> given{{{0, 0}, {last, far}}, {}, {{last, 0}, {0, far}}};
    Routes routes({2, 0, 2}, n_destinations, max_asked);
    for (std::size_t i = 0; i < given.size(); ++i) {
        for (const auto& route : given[i]) {
            routes.add(RankLocal(i), route.destination, RequestSlot(route.place));
        }
    }
    routes.close();

    EXPECT_EQ(routes.wide(), wide);
    EXPECT_EQ(routes.size(), 4U);
    for (std::size_t i = 0; i < given.size(); ++i) {
        std::vector<Route> found;
        routes.for_each(RankLocal(i), [&](std::uint32_t destination, RequestSlot slot) {
            found.push_back({destination, slot.value()});
        });
        EXPECT_EQ(found, given[i]) << n_destinations << ", " << max_asked;
    }
}

TEST(Routes, FitIn32BitsWhileDestinationAndPlaceDo) {
    expect_kept(1, 1, false);
    expect_kept(65536, 65536, false);
    expect_kept(1U << 20U, 4096, false);
    expect_kept(3, 1U << 30U, false);
}

TEST(Routes, AreWiderWhereTheyMust) {
    expect_kept(65537, 65536, true);
    expect_kept(2, 0xFFFFFFFF, true);
    expect_kept(1U << 20U, 4097, true);
}

TEST(Routes, MayBeNone) {
    const Routes routes({0, 0}, 0, 0);
    routes.for_each(RankLocal(1), [](std::uint32_t, RequestSlot) { FAIL(); });
    EXPECT_EQ(routes.size(), 0U);
}

}  // namespace
}  // namespace callosum::test
