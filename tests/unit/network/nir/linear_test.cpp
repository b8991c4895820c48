#include "network/nir/linear.hpp"

#include <gtest/gtest.h>

namespace callosum::nir {
namespace {

/// Applies a map to numbers.
std::vector<double> applied(const LinearMap& map, const std::vector<double>& in) {
    std::vector<double> out(map.n_out(), 0);
    for (std::size_t i = 0; i < map.bias.size(); ++i) { out[i] = map.bias[i]; }
    for (const auto& entry : map.entries) { out[entry.out] += entry.weight * in[entry.in]; }
    return out;
}

Node affine(std::vector<std::uint64_t> shape, std::vector<double> weight,
            std::vector<double> bias) {
    Node node;
    node.name = "a";
    node.type = "Affine";
    const auto n = bias.size();
    node.fields["weight"] = {std::move(shape), std::move(weight)};
    node.fields["bias"] = {{n}, std::move(bias)};
    return node;
}

TEST(NirLinear, ComposedMapsAreOneAfterTheOther) {
    std::vector<Problem> problems;
    const auto first = map_of(affine({3, 2}, {1, 2, 3, 4, 0, -1}, {0.5, 0, 1}), {2}, problems);
    const auto second = map_of(affine({2, 3}, {1, 0, 2, -1, 1, 1}, {10, 20}), {3}, problems);
    ASSERT_TRUE(problems.empty());
    const std::vector<double> x{2, -3};
    EXPECT_EQ(applied(compose(first, second), x), applied(second, applied(first, x)));
}

TEST(NirLinear, DelaysAddAndStayApart) {
    Node delay;
    delay.type = "Delay";
    delay.fields["delay"] = {{2}, {3, 0}};
    std::vector<Problem> problems;
    const auto late = map_of(delay, {2}, problems);
    const auto map =
        compose(late, compose(late, map_of(affine({1, 2}, {1, 1}, {0}), {2}, problems)));
    ASSERT_EQ(map.entries.size(), 2U);
    EXPECT_EQ(map.entries[0].delay, 6);
    EXPECT_EQ(map.entries[1].delay, 0);
}

TEST(NirLinear, SumPoolsAndAverages) {
    Node pool;
    pool.type = "SumPool2d";
    pool.fields["kernel_size"] = {{2}, {2, 2}};
    pool.fields["stride"] = {{2}, {2, 2}};
    pool.fields["padding"] = {{2}, {0, 0}};
    std::vector<Problem> problems;
    const std::vector<double> x{1, 2, 3, 4, 5, 6, 7, 8};
    EXPECT_EQ(applied(map_of(pool, {1, 2, 4}, problems), x), (std::vector<double>{14, 22}));
    pool.type = "AvgPool2d";
    EXPECT_EQ(applied(map_of(pool, {1, 2, 4}, problems), x), (std::vector<double>{3.5, 5.5}));
    EXPECT_TRUE(problems.empty());
}

TEST(NirLinear, WrongShapesAreNamed) {
    std::vector<Problem> problems;
    (void)map_of(affine({3, 2}, {1, 2, 3, 4, 0, -1}, {0, 0, 0}), {5}, problems);
    ASSERT_EQ(problems.size(), 1U);
    EXPECT_NE(problems[0].what.find("(3, 2)"), std::string::npos);
    EXPECT_NE(problems[0].what.find("(5)"), std::string::npos);
}

}  // namespace
}  // namespace callosum::nir
